import Foundation

/// A web origin in the form that browsers send it: `scheme://host[:port]`, lower-case, without the
/// scheme's default port (RFC 6454, section 6).
struct Origin: Sendable, Hashable {
  let text: String

  /// Nil for text that has a path, query, user or anything else beyond an origin.
  init?(_ text: String) {
    guard let components = URLComponents(string: text), components.user == nil, components.password == nil,
      components.path.isEmpty || components.path == "/", components.query == nil, components.fragment == nil
    else { return nil }
    self.init(components)
  }

  /// The origin of a URL, or nil without scheme or host.
  init?(_ url: URLComponents) {
    guard let scheme = url.scheme?.lowercased(), let rawHost = url.encodedHost?.lowercased(), !rawHost.isEmpty,
      url.port.map({ (1...65535).contains($0) }) ?? true
    else { return nil }
    let host = rawHost.contains(":") && !rawHost.hasPrefix("[") ? "[\(rawHost)]" : rawHost
    let port = url.port == Self.defaultPorts[scheme] ? nil : url.port
    self.text = "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
  }

  /// Whether pages are served from it.
  var isWeb: Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }

  private static let defaultPorts = ["http": 80, "https": 443]
}
