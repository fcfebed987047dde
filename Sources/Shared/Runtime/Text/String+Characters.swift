import Foundation

extension String {
  /// The text in Unicode's normalization form C: what is canonically equal is the same bytes then.
  public var composed: String {
    utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
  }

  /// Whether a text has more Unicode scalars than a limit, found without counting those of a huge one.
  public func isLonger(than limit: Int) -> Bool {
    guard utf8.count > limit else { return false }
    return utf8.count > 4 * limit || unicodeScalars.count > limit
  }

  /// The first so many Unicode scalars.
  public func cut(to limit: Int) -> String {
    isLonger(than: limit) ? String(String.UnicodeScalarView(unicodeScalars.prefix(limit))) : self
  }

  /// The first control character other than tab, line feed and carriage return, as "U+0000".
  public var firstControlCharacter: String? {
    unicodeScalars.first { scalar in
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: false
      case 0..<0x20, 0x7F..<0xA0: true
      default: false
      }
    }.map(\.codePoint)
  }

  /// The first character that nobody sees, as "U+200B": control and format characters, line separators, and what
  /// Unicode says is drawn as nothing (zero-width, byte order mark, bidirectional controls, variation selectors).
  public var firstInvisibleCharacter: String? {
    if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return nil }
    return unicodeScalars.first { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: true
      default: scalar.properties.isDefaultIgnorableCodePoint
      }
    }.map(\.codePoint)
  }
}

extension Unicode.Scalar {
  fileprivate var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
