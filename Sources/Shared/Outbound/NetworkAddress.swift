import Foundation

/// An IPv4 or IPv6 address, and whether it lies on the public internet.
public struct NetworkAddress: Sendable, Hashable {
  /// 4 or 16, in network order.
  public let bytes: [UInt8]

  /// - Parameter bytes: 4 or 16 of them; anything else is not an address.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Nil unless `text` is an address in its usual notation, without port, zone or brackets.
  public init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: &four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: &six) { Array($0) }
    } else {
      return nil
    }
  }

  /// The usual notation.
  public var text: String {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether the address belongs to anybody on the internet: false for this machine, private networks,
  /// link-local addresses (cloud metadata among them), carrier-grade NAT, multicast, documentation and
  /// everything else that IANA's special-purpose registries keep from being reached globally.
  public var isPublic: Bool {
    if bytes.count == 4 { return !Self.reserved4.contains { $0.contains(bytes) } }
    // An IPv4 address in IPv6's clothes is what it is underneath.
    if Self.embedding4.contains(where: { $0.contains(bytes) }) {
      return NetworkAddress(bytes: Array(bytes.suffix(4)))?.isPublic ?? false
    }
    // Only 2000::/3 is given out as yet.
    return bytes[0] & 0xE0 == 0x20 && !Self.reserved6.contains { $0.contains(bytes) }
  }

  // swift-format-ignore
  private static let reserved4 = [
    NetworkBlock([0], 8),                // this network (RFC 791)
    NetworkBlock([10], 8),               // private (RFC 1918)
    NetworkBlock([100, 64], 10),         // carrier-grade NAT (RFC 6598)
    NetworkBlock([127], 8),              // loopback
    NetworkBlock([169, 254], 16),        // link-local, cloud metadata (RFC 3927)
    NetworkBlock([172, 16], 12),         // private
    NetworkBlock([192, 0, 0], 24),       // protocol assignments (RFC 6890)
    NetworkBlock([192, 0, 2], 24),       // documentation (RFC 5737)
    NetworkBlock([192, 88, 99], 24),     // 6to4 relays (RFC 7526)
    NetworkBlock([192, 168], 16),        // private
    NetworkBlock([198, 18], 15),         // benchmarks (RFC 2544)
    NetworkBlock([198, 51, 100], 24),    // documentation
    NetworkBlock([203, 0, 113], 24),     // documentation
    NetworkBlock([224], 4),              // multicast (RFC 5771)
    NetworkBlock([240], 4),              // reserved, and broadcast (RFC 1112)
  ]

  // swift-format-ignore
  private static let embedding4 = [
    NetworkBlock([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 96),    // ::ffff:0:0/96, IPv4-mapped (RFC 4291)
    NetworkBlock([0, 0x64, 0xFF, 0x9B], 96),                         // 64:ff9b::/96, NAT64 (RFC 6052)
  ]

  // swift-format-ignore
  private static let reserved6 = [
    NetworkBlock([0x20, 0x01, 0x00], 23),          // 2001::/23, protocol assignments, Teredo (RFC 2928)
    NetworkBlock([0x20, 0x01, 0x0D, 0xB8], 32),    // documentation (RFC 3849)
    NetworkBlock([0x20, 0x02], 16),                // 6to4, which carries any IPv4 address (RFC 3056)
    NetworkBlock([0x3F, 0xFF, 0x00], 20),          // documentation (RFC 9637)
  ]
}
