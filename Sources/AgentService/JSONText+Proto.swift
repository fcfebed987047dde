import Runtime
import SwiftProtobuf

extension JSONText {
  /// Bytes of JSON that a client may have kept.
  static let maximumBytes = 64 << 10

  /// The object; an empty one for a text that is not an object, which nothing here writes.
  var asProto: Google_Protobuf_Struct { (try? Google_Protobuf_Struct(jsonString: text)) ?? Google_Protobuf_Struct() }
}

extension Violations {
  /// An object that a client wants to be kept.
  /// - Returns: nil for one that is too large or has numbers that JSON does not have.
  mutating func json(_ value: Google_Protobuf_Struct, _ field: String) -> JSONText? {
    let text = try? value.jsonString()
    let isValid = text.map { $0.utf8.count <= JSONText.maximumBytes } ?? false
    require(isValid, field, "should have at most 64 KiB of JSON with finite numbers")
    return isValid ? text.map(JSONText.init) : nil
  }
}
