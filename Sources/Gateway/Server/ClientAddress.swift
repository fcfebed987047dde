import Foundation

/// An IP address, however it was spelled; an IPv4-mapped IPv6 address is the IPv4 address.
struct ClientAddress: Sendable, Hashable {
  /// Four or sixteen.
  let bytes: [UInt8]

  init?(_ text: String) {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      bytes = withUnsafeBytes(of: v4) { Array($0) }
      return
    }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &v6) == 1 else { return nil }
    let all = withUnsafeBytes(of: v6) { Array($0) }
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    bytes = Array(all.prefix(12)) == mapped ? Array(all.suffix(4)) : all
  }

  /// As proxies write it in `X-Forwarded-For`: alone, or as `address:port`, `[v6]` or `[v6]:port`.
  init?(forwarded text: String) {
    if let address = ClientAddress(text) {
      self = address
      return
    }
    var host = text[...]
    if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
      let port = text[text.index(after: colon)...]
      guard let number = Int(port), (0...65_535).contains(number) else { return nil }
      host = text[..<colon]
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard let address = ClientAddress(String(host)) else { return nil }
    self = address
  }

  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
  }

  /// The one spelling of RFC 5952.
  var text: String {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
