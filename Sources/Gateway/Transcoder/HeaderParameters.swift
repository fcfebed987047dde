import Runtime

/// A header value with parameters: `form-data; name="file"; filename="a.csv"` (RFC 9110, section 5.6.6).
struct HeaderParameters {
  /// Before the first semicolon, lower-case.
  let value: String
  private var parameters: [(name: String, value: String)] = []

  /// The first parameter of a name, unquoted; names don't depend on case.
  subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

  init(_ text: String) {
    var rest = Array(text.unicodeScalars)[...]
    value = Self.trimmed(Self.text(Self.take(&rest, until: ";"))).lowercased()
    while rest.popFirst() != nil {
      let name = Self.trimmed(Self.text(Self.take(&rest, until: "=", ";"))).lowercased()
      guard rest.first == "=" else { continue }
      rest.removeFirst()
      while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
      if rest.first == "\"" {
        rest.removeFirst()
        parameters.append((name, Self.quoted(&rest)))
        _ = Self.take(&rest, until: ";")
      } else {
        parameters.append((name, Self.trimmed(Self.text(Self.take(&rest, until: ";")))))
      }
    }
  }

  static func trimmed(_ text: String) -> String {
    String(text.trimming { $0 == " " || $0 == "\t" })
  }

  private static func take(
    _ rest: inout ArraySlice<Unicode.Scalar>, until stops: Unicode.Scalar...
  ) -> ArraySlice<Unicode.Scalar> {
    let end = rest.firstIndex(where: stops.contains) ?? rest.endIndex
    defer { rest = rest[end...] }
    return rest[..<end]
  }

  /// The rest of a quoted string. A backslash escapes only a quote or itself: old browsers send
  /// Windows paths unescaped.
  private static func quoted(_ rest: inout ArraySlice<Unicode.Scalar>) -> String {
    var result = String.UnicodeScalarView()
    while let scalar = rest.popFirst(), scalar != "\"" {
      if scalar == "\\", let next = rest.first, next == "\"" || next == "\\" {
        result.append(next)
        rest.removeFirst()
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
