/// `application/x-www-form-urlencoded` (WHATWG URL, section 5), strict about escapes and UTF-8.
public enum QueryParser {
  /// - Returns: names and values in order, decoded; nil for a bad escape or text that isn't UTF-8.
  public static func pairs(_ text: String) -> [(name: String, value: String)]? {
    pairs(Array(text.utf8))
  }

  /// See ``pairs(_:)-(String)``.
  public static func pairs(_ bytes: [UInt8]) -> [(name: String, value: String)]? {
    var result: [(name: String, value: String)] = []
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = decoded(pair[..<equals]), let value = decoded(pair[equals...].dropFirst()) else { return nil }
      result.append((name, value))
    }
    return result
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
    PercentDecoding.string(bytes, keepingSlashes: false, plusIsSpace: true)
  }
}
