import HTTPTypes
import Runtime

extension ResponseHead {
  /// The service's headers; those that no HTTP message may have are left out.
  var fields: HTTPFields {
    var fields = HTTPFields()
    for (name, value) in headers {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    return fields
  }
}
