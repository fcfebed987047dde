import Contracts
import GRPCCore
import Logging
import ServiceLifecycle
import Storage

/// A gRPC service that can be served over the network and called in process.
public typealias HostedService = RegistrableRPCService & DirectlyCallable

/// One of the four services, built and ready to be served: what `<Name>Service+build.swift` returns.
public struct ServiceModule: Sendable {
  /// "auth", "billing", "agent" or "order": its schema, its role and its part in logs and metrics.
  public let name: String
  /// Its gRPC services.
  public let services: [any HostedService]
  /// What runs beside them: relays, sweepers.
  public let workers: [any Service]
  /// Its database, for its health.
  public let database: (any Database)?

  public init(
    name: String, services: [any HostedService], workers: [any Service] = [], database: (any Database)? = nil
  ) {
    self.name = name
    self.services = services
    self.workers = workers
    self.database = database
  }
}

/// Everything that a service is built from. Nothing in it is global, so a test builds a world of its
/// own.
public struct ServiceEnvironment: Sendable {
  /// The service's own database, not migrated yet.
  public var database: any Database
  public var clock: any WallClock
  public var ids: any IDGenerator
  /// The other services.
  public var channels: ServiceChannels
  public var settings: Settings
  /// Where browsers find the gateway.
  public var gatewayURL: GatewayURL
  public var logger: Logger

  /// - Parameter gatewayURL: nil for what the settings say.
  public init(
    database: any Database, clock: any WallClock = SystemClock(), ids: any IDGenerator = UUIDv7Generator(),
    channels: ServiceChannels, settings: Settings, gatewayURL: GatewayURL? = nil, logger: Logger
  ) {
    self.database = database
    self.clock = clock
    self.ids = ids
    self.channels = channels
    self.settings = settings
    self.gatewayURL = gatewayURL ?? GatewayURL(settings, port: settings.port)
    self.logger = logger
  }
}

/// How to reach each service.
public struct ServiceChannels: Sendable {
  public var auth: ServiceChannel
  public var billing: ServiceChannel
  public var agent: ServiceChannel
  public var order: ServiceChannel

  public init(auth: ServiceChannel, billing: ServiceChannel, agent: ServiceChannel, order: ServiceChannel) {
    self.auth = auth
    self.billing = billing
    self.agent = agent
    self.order = order
  }

  /// All services in this process.
  public init(inProcess services: InProcessServices) {
    let channel = ServiceChannel.inProcess(services)
    self.init(auth: channel, billing: channel, agent: channel, order: channel)
  }
}
