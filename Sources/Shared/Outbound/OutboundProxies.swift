import AsyncHTTPClient
import Foundation
import NIOCore
public import Runtime

/// The proxies through which this network lets HTTP out (`HTTPS_PROXY`, `HTTP_PROXY`), and what is reached without
/// them (`NO_PROXY`, and this machine). A proxy is asked for a tunnel (CONNECT), so it sees no secret of an https
/// request; the checked address of a guarded one is what the tunnel leads to.
public struct OutboundProxies: Sendable {
  /// Everything is reached directly.
  public static let none = OutboundProxies(Settings.Proxies())

  private let https: HTTPClient.Configuration.Proxy?
  private let http: HTTPClient.Configuration.Proxy?
  private let exceptions: [String]

  public init(_ settings: Settings.Proxies) {
    https = settings.https.flatMap(Self.proxy)
    http = settings.http.flatMap(Self.proxy)
    exceptions = settings.exceptions.map { $0.lowercased() }
  }

  /// The proxy between here and a URL; nil: none.
  func proxy(to url: String) -> HTTPClient.Configuration.Proxy? {
    guard https != nil || http != nil, let components = URLComponents(string: url), let host = components.host else {
      return nil
    }
    let isSecure = components.scheme?.lowercased() == "https"
    guard let proxy = isSecure ? https : http else { return nil }
    let name = host.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    return isDirect(name, port: components.port ?? (isSecure ? 443 : 80)) ? nil : proxy
  }

  private func isDirect(_ host: String, port: Int) -> Bool {
    let address = NetworkAddress(host)
    let isLoopback = address.map { address in Self.loopback.contains { $0.contains(address) } } ?? false
    if host == "localhost" || isLoopback { return true }
    return exceptions.contains { Self.matches($0, host, address, port: port) }
  }

  /// An entry of `NO_PROXY`: `*`, an address, a CIDR block, or a domain with all that is under it; a port after it
  /// narrows it to that port.
  private static func matches(_ entry: String, _ host: String, _ address: NetworkAddress?, port: Int) -> Bool {
    if entry == "*" { return true }
    if let block = NetworkBlock(entry) { return address.map(block.contains) ?? false }
    let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
    guard let name = parts.first, parts.count == 1 || (parts.count == 2 && Int(parts[1]) == port) else { return false }
    let domain = name.hasPrefix("*.") ? name.dropFirst(2) : name.hasPrefix(".") ? name.dropFirst() : name
    return !domain.isEmpty && (host == domain || host.hasSuffix("." + domain))
  }

  private static let loopback = [
    NetworkBlock([127, 0, 0, 0], 8), NetworkBlock(Array(repeating: 0, count: 15) + [1], 128),
  ]

  private static func proxy(_ url: String) -> HTTPClient.Configuration.Proxy? {
    guard let components = URLComponents(string: url), let host = components.host, !host.isEmpty else { return nil }
    let authorization = components.user.map {
      HTTPClient.Authorization.basic(username: $0, password: components.password ?? "")
    }
    return .server(
      host: host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")), port: components.port ?? 80,
      authorization: authorization)
  }
}
