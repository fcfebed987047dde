import Contracts
import Foundation
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Runtime
import ServiceLifecycle
import Storage
import Telemetry

/// The gateway as a part of a process: the HTTP server with everything behind it.
public struct GatewayService: Service {
  private let handler: RequestHandler
  private let settings: Settings
  private let limits: RateLimitStore
  private let connections: ConnectionBudget
  private let proxies: TrustedProxies
  private let clock: any WallClock
  private let logger: Logger
  private let onListening: @Sendable (Int) async -> Void

  /// - Parameters:
  ///   - connections: the process's, which its other listeners share.
  ///   - onListening: told the bound port, once.
  /// - Throws: ``GatewayError`` for a bad contract or setting.
  public init(
    settings: Settings, channels: ServiceChannels, limits: RateLimitStore, registry: PrometheusRegistry,
    version: String, connections: ConnectionBudget = .forProcess(), clock: any WallClock = SystemClock(),
    logger: Logger,
    onListening: @escaping @Sendable (Int) async -> Void
  ) throws {
    self.settings = settings
    self.limits = limits
    self.connections = connections
    proxies = try TrustedProxies(settings.trustedProxies)
    self.clock = clock
    self.logger = logger
    self.onListening = onListening
    let contract = try GatewayContract()
    let authenticator = Authenticator(
      auth: channels.auth, settings: settings, isLoopback: Self.isLoopback(settings.host), clock: clock, logger: logger)
    handler = RequestHandler(
      routes: try RouteTable(contract: contract, channels: channels),
      pages: try Pages(
        contract: contract, settings: settings, version: version, registry: registry,
        probe: ServiceProbe(channels: channels), clock: clock),
      authenticator: authenticator, limiter: limits.limiter(clock),
      proxies: proxies, hosts: HostRule(listensOn: settings.host, publicURL: settings.publicURL),
      logger: logger)
  }

  /// Serves until shutdown; requests in flight get their answers.
  public func run() async throws {
    if let database = limits.database { try await database.migrate(RateBucketStore.migrations) }
    if !Self.isLoopback(settings.host) {
      logger.notice(
        "open endpoints are closed, except for those of OPEN_SURFACES",
        metadata: ["host": "\(settings.host)", "open": "\(settings.openSurfaces.sorted().joined(separator: ","))"])
    }
    await loadKeys()
    let handler = handler
    let admission = ConnectionAdmission(budget: connections, proxies: proxies)
    let deadlines = ConnectionDeadlines.Limits { [routes = handler.routes] in routes.bodyTimeout(of: $0) }
    let server = try HTTPServerBuilder {
      GatewayChannel(responder: $0, admission: admission, limits: deadlines)
    }.buildServer(
      configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: nil),
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger,
      responder: { request, writer, channel in try await handler.respond(request, writer, channel) },
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? settings.port) })
    let sweepers: [any Service] =
      limits.database.map { database in
        [RateBucketSweeper(limiter: DatabaseRateLimiter(database: database, clock: clock), logger: logger)]
      } ?? []
    let group = ServiceGroup(
      configuration: .init(services: handler.workers + sweepers + [server], logger: logger))
    try await group.run()
  }

  /// Lets the first requests find the signing keys. Without an auth service the gateway starts as well, and
  /// asks when a token comes.
  private func loadKeys() async {
    do {
      try await handler.authenticator.verifier.refresh()
    } catch {
      logger.notice("the signing keys are not known yet", metadata: ["error": "\(error)"])
    }
  }

  /// What is wrong with the first entry of `TRUSTED_PROXIES` that can't be used.
  public static func problem(trustedProxies: [String]) -> String? {
    do throws(GatewayError) {
      _ = try TrustedProxies(trustedProxies)
      return nil
    } catch {
      guard case .invalidSetting(_, let problem) = error else { return "\(error)" }
      return problem
    }
  }

  static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }
}
