import Foundation

/// Where a login through a provider returns to: a page of the tenant's web app, or an app's own scheme.
struct RedirectURI: Sendable, Equatable {
  let text: String

  /// Nil for anything but an absolute http(s) URL, or a URL of a private-use scheme with a dot in it
  /// (RFC 8252, section 7.1), of at most 2048 bytes; without user info, and without a fragment, which is
  /// where the tokens go. Schemes that run script or read files are neither.
  init?(_ text: String) {
    guard (1...2048).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      let components = URLComponents(string: text), components.fragment == nil,
      components.user == nil, components.password == nil, let scheme = components.scheme?.lowercased(),
      Self.isWeb(scheme, components) || scheme.contains(".")
    else { return nil }
    self.text = text
  }

  private static func isWeb(_ scheme: String, _ components: URLComponents) -> Bool {
    (scheme == "https" || scheme == "http") && Origin(components) != nil
  }

  /// The URI with something in its fragment, which browsers don't send to any server.
  func with(fragment: [(name: String, value: String)]) -> String { "\(text)#\(FormText.encode(fragment))" }

  /// The URI with the documented error, and more, in its query.
  func with(error description: String, _ more: [(name: String, value: String)] = []) -> String {
    let pairs = [(name: "error", value: "oauth_failed"), (name: "error_description", value: description)] + more
    return text + (text.contains("?") ? "&" : "?") + FormText.encode(pairs)
  }
}
