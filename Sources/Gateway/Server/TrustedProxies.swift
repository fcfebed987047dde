import Foundation

/// The proxies whose `X-Forwarded-For` counts (`TRUSTED_PROXIES`).
struct TrustedProxies: Sendable {
  private struct Block {
    var address: [UInt8]
    var prefix: Int
  }
  private let blocks: [Block]

  /// - Throws: ``GatewayError`` naming an entry that is not an address or a CIDR block.
  init(_ entries: [String]) throws(GatewayError) {
    blocks = try entries.map { entry throws(GatewayError) in
      let parts = entry.split(separator: "/", maxSplits: 1)
      guard let first = parts.first, let address = ClientAddress(String(first))?.bytes else {
        throw GatewayError.invalidSetting("TRUSTED_PROXIES", "\(entry) is not an IP address or a CIDR block")
      }
      guard parts.count == 2 else { return Block(address: address, prefix: address.count * 8) }
      guard let prefix = Int(parts[1]), (0...address.count * 8).contains(prefix) else {
        throw GatewayError.invalidSetting("TRUSTED_PROXIES", "\(entry) has a bad prefix length")
      }
      return Block(address: address, prefix: prefix)
    }
  }

  var isEmpty: Bool { blocks.isEmpty }

  /// The client's address in its one spelling: the peer, or, behind trusted proxies, the last forwarded address that
  /// is not a trusted proxy itself.
  func client(peer: String, forwardedFor: String?) -> String {
    guard let address = ClientAddress(peer) else { return peer }
    guard !blocks.isEmpty, isTrusted(address), let forwardedFor else { return address.text }
    var client = address
    for hop in forwardedFor.split(separator: ",").reversed() {
      guard let address = ClientAddress(forwarded: hop.trimmingCharacters(in: .whitespaces)) else { break }
      client = address
      if !isTrusted(address) { break }
    }
    return client.text
  }

  func isTrusted(_ address: String) -> Bool {
    ClientAddress(address).map { isTrusted($0) } ?? false
  }

  private func isTrusted(_ address: ClientAddress) -> Bool {
    let bytes = address.bytes
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
}
