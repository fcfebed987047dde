import Runtime

/// A page with `{{places}}`.
struct PageTemplate {
  private let text: String

  init(_ resource: [UInt8]) { text = String(decoding: resource, as: UTF8.self) }

  /// The page with its places filled in one pass, so that no value is looked at for places.
  /// - Parameters:
  ///   - texts: put in as text; a place that has no value stays empty.
  ///   - html: put in as it is.
  func filled(_ texts: [String: String] = [:], html: [String: String] = [:]) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
      let name = String(rest[open.upperBound..<close.lowerBound])
      result += rest[..<open.lowerBound]
      result += html[name] ?? HTMLText.escaped(texts[name] ?? "")
      rest = rest[close.upperBound...]
    }
    return result + rest
  }
}
