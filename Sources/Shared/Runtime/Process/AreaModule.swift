import ServiceLifecycle
import Storage

/// One area of a service, built: what its `<Area>+build.swift` returns. The areas together are the service's
/// ``ServiceModule``.
public struct AreaModule: Sendable {
  /// Its gRPC services.
  public let services: [any HostedService]
  /// What runs beside them.
  public let workers: [any Service]

  public init(services: [any HostedService] = [], workers: [any Service] = []) {
    self.services = services
    self.workers = workers
  }
}

extension ServiceModule {
  /// A service made of its areas; workers end in the areas' reverse order.
  public init(name: String, areas: [AreaModule], database: any Database) {
    self.init(
      name: name, services: areas.flatMap(\.services), workers: areas.flatMap(\.workers), database: database)
  }
}
