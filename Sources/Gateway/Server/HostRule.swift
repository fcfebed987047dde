import Foundation
import HTTPTypes
import Runtime

/// For which hosts a gateway answers that listens on loopback: else a web page could name its own domain's address
/// 127.0.0.1 and read from the visitor's browser what is open here (DNS rebinding).
struct HostRule: Sendable {
  /// Nil where any host will do.
  private let publicHosts: Set<String>?

  init(listensOn host: String, publicURL: String?) {
    guard GatewayService.isLoopback(host) else {
      publicHosts = nil
      return
    }
    let name = publicURL.flatMap { URL(string: $0)?.host(percentEncoded: false)?.lowercased() }
    publicHosts = name.map { [$0] } ?? []
  }

  /// - Throws: `HOST_NOT_ALLOWED` (421).
  func check(_ head: HTTPRequest) throws {
    guard let publicHosts, let authority = head.authority else { return }
    let host = HostHeader(authority)?.host ?? authority
    guard !publicHosts.contains(host), !Self.isLoopback(host) else { return }
    throw ServiceError(
      .permissionDenied, "HOST_NOT_ALLOWED",
      "This gateway listens on loopback only and does not answer for this host. Behind a proxy, set QUARTET_PUBLIC_URL to"
        + " the address that browsers use.", httpStatus: 421)
  }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || ClientAddress(host)?.isLoopback == true
  }
}
