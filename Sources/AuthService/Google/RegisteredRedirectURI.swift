import Foundation

/// A URI that a tenant lets OAuth logins return to; compared whole, so that no part of it may vary.
struct RegisteredRedirectURI: Sendable, Equatable {
  static let maximumCount = 100

  let text: String

  /// Nil for anything but an absolute https URL, or an http one on loopback (RFC 8252, section 7.3), of at
  /// most 2048 bytes, without a fragment, a user or a wildcard (RFC 9700, section 2.1).
  init?(_ text: String) {
    guard (1...2048).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      !text.contains("*"), let components = URLComponents(string: text), components.fragment == nil,
      components.user == nil, components.password == nil, Origin(components) != nil,
      Self.isSafe(components)
    else { return nil }
    self.text = text
  }

  private static func isSafe(_ url: URLComponents) -> Bool {
    switch url.scheme?.lowercased() {
    case "https": true
    case "http": ["localhost", "127.0.0.1", "[::1]", "::1"].contains(url.encodedHost?.lowercased() ?? "")
    default: false
    }
  }
}
