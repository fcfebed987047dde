/// Which places messages may go to. A client names the URL, so without a check it could make this server call
/// whatever stands in the networks around it.
public struct Destinations: Sendable {
  /// Why a place may not be called.
  public enum Refusal: Error, Equatable {
    case unknownHost(String)
    case privateNetwork(String)

    public var message: String {
      switch self {
      case .unknownHost(let host): "the host \(host) is not known"
      case .privateNetwork(let host): "the host \(host) is in a private network"
      }
    }
  }

  public let resolver: HostResolver
  /// `QUARTET_ALLOW_PRIVATE_URLS`.
  public let allowsPrivate: Bool

  public init(resolver: HostResolver = .system, allowsPrivate: Bool) {
    self.resolver = resolver
    self.allowsPrivate = allowsPrivate
  }

  /// An address of the URL's host to connect to. The connection must go to this very address: asked a
  /// second time, the name could point elsewhere (DNS rebinding).
  /// - Throws: ``Refusal``; a host with one private address among others is refused too.
  public func address(of url: OutboundURL) async throws -> NetworkAddress {
    guard let addresses = try? await resolver.addresses(url.host), let first = addresses.first else {
      throw Refusal.unknownHost(url.host)
    }
    guard allowsPrivate || addresses.allSatisfy(\.isPublic) else { throw Refusal.privateNetwork(url.host) }
    return first
  }
}
