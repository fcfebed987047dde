import Foundation

/// URLs of pictures, pages and files that people give, and that apps put into `src` and `href`.
public enum WebAddress {
  /// Bytes.
  public static let maximumLength = 2048

  /// Whether the text is an absolute http or https URL with a host and without blanks or control characters:
  /// never `javascript:`, `data:` or a path.
  /// - Parameter allowsUserInfo: whether it may carry a name and a password, which a page should never show.
  public static func isValid(_ text: String, allowsUserInfo: Bool = false) -> Bool {
    guard text.utf8.count <= maximumLength, !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }),
      let url = URLComponents(string: text), allowsUserInfo || (url.user == nil && url.password == nil),
      let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
      url.encodedHost?.isEmpty == false
    else { return false }
    return url.port.map { (1...65_535).contains($0) } ?? true
  }
}
