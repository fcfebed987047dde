import Foundation
import NIOPosix

/// Which addresses a host name has, as this machine sees it.
public struct HostResolver: Sendable {
  /// A name that nobody knows.
  public struct UnknownHost: Error {}

  /// - Throws: ``UnknownHost``.
  public var addresses: @Sendable (_ host: String) async throws -> [NetworkAddress]

  public init(addresses: @escaping @Sendable (_ host: String) async throws -> [NetworkAddress]) {
    self.addresses = addresses
  }

  /// The system's resolver; addresses in any notation that it takes ("127.1") included.
  public static let system = HostResolver { host in
    // getaddrinfo blocks, so not on a thread of Swift's own pool.
    try await pool.runIfActive { try lookUp(host) }
  }

  /// Threads of its own: clients choose these names, and one whose name servers say nothing must not keep the
  /// process from finding its own services.
  private static let pool: NIOThreadPool = {
    let pool = NIOThreadPool(numberOfThreads: 4)
    pool.start()
    return pool
  }()

  private static func lookUp(_ host: String) throws -> [NetworkAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &first) == 0 else { throw UnknownHost() }
    defer { freeaddrinfo(first) }
    var found: [NetworkAddress] = []
    var next = first
    while let info = next?.pointee {
      if let address = address(info), !found.contains(address) { found.append(address) }
      next = info.ai_next
    }
    guard !found.isEmpty else { throw UnknownHost() }
    return found
  }

  private static func address(_ info: addrinfo) -> NetworkAddress? {
    guard let socket = info.ai_addr else { return nil }
    let raw = UnsafeRawPointer(socket)
    switch info.ai_family {
    case AF_INET:
      return withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) {
        NetworkAddress(bytes: Array($0))
      }
    case AF_INET6:
      return withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) {
        NetworkAddress(bytes: Array($0))
      }
    default: return nil
    }
  }
}
