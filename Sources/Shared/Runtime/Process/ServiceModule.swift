import ServiceLifecycle
import Storage

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
