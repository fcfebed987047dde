import Logging
import Storage

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
