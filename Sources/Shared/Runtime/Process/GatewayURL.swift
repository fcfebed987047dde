import Synchronization

/// How browsers reach the gateway: `QUARTET_PUBLIC_URL`, else where it listens on this machine.
///
/// Never the `Host` header of a request: whoever asks for somebody else's mail would choose where its link leads.
public final class GatewayURL: Sendable {
  private let known: Mutex<String?>
  private let host: String

  /// - Parameter port: where the gateway listens unless the settings have a public URL; 0 for one that is known
  ///   once it listens.
  public init(_ settings: Settings, port: Int) {
    let isWildcard = ["0.0.0.0", "::", ""].contains(settings.host)
    host = isWildcard ? "localhost" : settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    known = Mutex(settings.publicURL ?? (port == 0 ? nil : "http://\(host):\(port)"))
  }

  /// Without a trailing slash.
  /// - Throws: UNAVAILABLE `GATEWAY_STARTING` as long as a free port is still to be found.
  public var text: String {
    get throws {
      guard let url = known.withLock({ $0 }) else {
        throw ServiceError(.unavailable, "GATEWAY_STARTING", "The gateway does not listen yet.")
      }
      return url
    }
  }

  /// Notes the port that the gateway took; changes nothing where an address is known.
  public func isListening(on port: Int) {
    known.withLock { $0 = $0 ?? "http://\(host):\(port)" }
  }
}
