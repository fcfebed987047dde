import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// What one customer of an internet provider has: an IPv4 address, or the 2^64 addresses of an IPv6 /64. Whatever is
/// counted by client is counted by this.
public struct ClientNetwork: Sendable, Hashable {
  public let text: String

  /// Text that is not an address stands for itself.
  public init(_ address: String) {
    var bytes = [UInt8](repeating: 0, count: 16)
    let withoutZone = String(address.prefix { $0 != "%" })
    guard inet_pton(AF_INET6, withoutZone, &bytes) == 1 else {
      text = address
      return
    }
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    if bytes.starts(with: mapped) {
      text = bytes[12...].map(String.init).joined(separator: ".")
    } else {
      text = bytes[..<8].map { String($0, radix: 16) }.joined(separator: "-") + "/64"
    }
  }
}
