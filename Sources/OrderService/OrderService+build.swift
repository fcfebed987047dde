import Runtime
import Storage

/// Stores, their catalogue, and orders.
public enum OrderService {
  static var migrations: [Migration] {
    Outbox.migrations + Inbox.migrations + Idempotency.migrations + OrderSchema.migrations
  }

  /// The service with its database migrated, and the workers that deliver its outbox and end what is overdue.
  /// - Throws: ``StorageError`` when the database can't be brought up to date.
  public static func build(_ environment: ServiceEnvironment) async throws -> ServiceModule {
    let (database, clock) = (environment.database, environment.clock)
    try await database.migrate(migrations)
    let parts = OrderParts(environment)
    return ServiceModule(
      name: "order",
      areas: [
        AreaModule(workers: [
          parts.relay,
          StoragePruner(
            database: database, [Idempotency.retention, Inbox.retention], now: { clock.now() },
            logger: environment.logger),
        ]),
        .stores(parts),
        .catalogue(parts),
        .stock(parts),
        .stockSync(parts),
        .entities(parts),
        .dashboard(parts),
        .leads(parts),
        .orders(parts),
        .payments(parts),
      ], database: database)
  }

  /// Checks for `quartet admin`, over the same database; migrates it.
  /// - Throws: ``StorageError`` when the database can't be migrated.
  public static func administration(_ environment: ServiceEnvironment) async throws -> OrderAdministration {
    try await environment.database.migrate(migrations)
    return OrderAdministration(environment: environment)
  }
}
