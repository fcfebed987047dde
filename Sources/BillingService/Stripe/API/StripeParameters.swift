/// The parameters of a Stripe request, in order; one that is nil is left out. Sent as form fields whose names have
/// brackets: `items[0][price]=price_1` (https://docs.stripe.com/api).
struct StripeParameters: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  private var fields: [Field] = []

  private struct Field: Sendable, Equatable {
    var name: String
    var value: StripeValue
  }

  init(_ fields: [(String, StripeValue?)] = []) {
    for (name, value) in fields { self[name] = value }
  }

  init(dictionaryLiteral elements: (String, StripeValue?)...) { self.init(elements) }

  var isEmpty: Bool { fields.isEmpty }

  subscript(name: String) -> StripeValue? {
    get { fields.first { $0.name == name }?.value }
    set {
      let index = fields.firstIndex { $0.name == name }
      switch (newValue, index) {
      case (let value?, let index?): fields[index].value = value
      case (let value?, nil): fields.append(Field(name: name, value: value))
      case (nil, let index?): fields.remove(at: index)
      case (nil, nil): break
      }
    }
  }

  /// As `application/x-www-form-urlencoded`, and as a query string.
  var encoded: String {
    var pairs: [String] = []
    for field in fields { Self.append(field.value, named: Self.escaped(field.name), to: &pairs) }
    return pairs.joined(separator: "&")
  }

  private static func append(_ value: StripeValue, named name: String, to pairs: inout [String]) {
    switch value {
    case .text(let text): pairs.append("\(name)=\(escaped(text))")
    case .list(let values):
      // An empty list is sent as an empty text, which takes away what is there.
      if values.isEmpty { pairs.append("\(name)=") }
      for (index, value) in values.enumerated() { append(value, named: "\(name)[\(index)]", to: &pairs) }
    case .object(let object):
      for field in object.fields { append(field.value, named: "\(name)[\(escaped(field.name))]", to: &pairs) }
    }
  }

  /// Everything but RFC 3986's unreserved characters as `%XX`.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        result.unicodeScalars.append(UnicodeScalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        result += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
      }
    }
    return result
  }
}
