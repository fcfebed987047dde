import Foundation
import NIOCore
import NIOPosix

/// Looks host names up, all addresses of each.
enum Resolver {
  /// - Throws: ``NameNotResolved``.
  static func addresses(host: String, port: Int) async throws -> [SocketAddress] {
    try await NIOThreadPool.singleton.runIfActive { try lookUp(host, port) }
  }

  private static func lookUp(_ host: String, _ port: Int) throws -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &first)
    guard code == 0 else {
      throw NameNotResolved(reason: "The host \(host) can't be resolved: \(String(cString: gai_strerror(code)))")
    }
    defer { freeaddrinfo(first) }
    var addresses: [SocketAddress] = []
    var current = first
    while let info = current {
      let address: SocketAddress? =
        switch info.pointee.ai_family {
        case AF_INET:
          info.pointee.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
        case AF_INET6:
          info.pointee.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) }
        default: nil
        }
      if let address, !addresses.contains(address) { addresses.append(address) }
      current = info.pointee.ai_next
    }
    // Where a name has both kinds (localhost), the service listens on one: IPv4 comes first here.
    let v4 = addresses.filter { $0.protocol == .inet }
    return v4.isEmpty ? addresses : v4
  }
}

extension SocketAddress {
  /// `address:port`, for people.
  var place: String { "\(ipAddress ?? description):\(port ?? 0)" }
}
