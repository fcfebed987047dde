import Foundation

/// URLs of pictures and pages that apps put into `src` and `href`.
enum WebAddress {
  /// Bytes.
  static let maximumLength = 2048

  /// Whether the text is an absolute http or https URL with a host and without user info, blanks or
  /// control characters: never `javascript:`, `data:` or a path.
  static func isValid(_ text: String) -> Bool {
    guard text.utf8.count <= maximumLength, !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }),
      let url = URLComponents(string: text), url.user == nil, url.password == nil, let origin = Origin(url)
    else { return false }
    return origin.isWeb
  }
}
