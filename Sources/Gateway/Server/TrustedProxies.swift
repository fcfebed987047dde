import Foundation

/// The proxies whose `X-Forwarded-For` counts (`TRUSTED_PROXIES`).
struct TrustedProxies: Sendable {
  private struct Block {
    var address: [UInt8]
    var prefix: Int
  }
  private let blocks: [Block]

  /// - Throws: ``GatewayError`` naming an entry that is no address and no CIDR block.
  init(_ entries: [String]) throws {
    blocks = try entries.map { entry in
      let parts = entry.split(separator: "/", maxSplits: 1)
      guard let first = parts.first, let address = Self.bytes(String(first)) else {
        throw GatewayError.invalidSetting("TRUSTED_PROXIES", "\(entry) is no IP address and no CIDR block")
      }
      guard parts.count == 2 else { return Block(address: address, prefix: address.count * 8) }
      guard let prefix = Int(parts[1]), (0...address.count * 8).contains(prefix) else {
        throw GatewayError.invalidSetting("TRUSTED_PROXIES", "\(entry) has a bad prefix length")
      }
      return Block(address: address, prefix: prefix)
    }
  }

  var isEmpty: Bool { blocks.isEmpty }

  /// The client's address: the peer, or, behind trusted proxies, the last forwarded address that is not
  /// a trusted proxy itself.
  func client(peer: String, forwardedFor: String?) -> String {
    guard !blocks.isEmpty, isTrusted(peer), let forwardedFor else { return peer }
    var client = peer
    for hop in forwardedFor.split(separator: ",").reversed() {
      let address = hop.trimmingCharacters(in: .whitespaces)
      guard Self.bytes(address) != nil else { return client }
      client = address
      if !isTrusted(address) { return client }
    }
    return client
  }

  func isTrusted(_ address: String) -> Bool {
    guard let bytes = Self.bytes(address) else { return false }
    return blocks.contains { block in
      guard block.address.count == bytes.count else { return false }
      let whole = block.prefix / 8
      let rest = block.prefix % 8
      guard bytes.prefix(whole) == block.address.prefix(whole) else { return false }
      guard rest > 0 else { return true }
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> rest)
      return bytes[whole] & mask == block.address[whole] & mask
    }
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: v4) { Array($0) } }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
    let bytes = withUnsafeBytes(of: v6) { Array($0) }
    // An IPv4-mapped address is the IPv4 address.
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    return Array(bytes.prefix(12)) == mapped ? Array(bytes.suffix(4)) : bytes
  }
}
