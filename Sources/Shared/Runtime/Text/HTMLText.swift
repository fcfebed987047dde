/// Text on its way into HTML.
public enum HTMLText {
  /// The text with every character that has a meaning in HTML escaped: good as content, and as the value of a
  /// quoted attribute.
  ///
  /// Scalar by scalar: a quotation mark and the combining mark after it are one `Character`, which equals no
  /// quotation mark.
  public static func escaped(_ text: some StringProtocol) -> String {
    var result = String.UnicodeScalarView()
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
