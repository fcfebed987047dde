import Runtime
import Storage

/// Stores, their catalogue, and orders.
public enum OrderService {
  /// The service with its database migrated: stores, products, orders, and the relay that has new products
  /// embedded.
  /// - Throws: ``StorageError`` when the database can't be brought up to date.
  public static func build(_ environment: ServiceEnvironment) async throws -> ServiceModule {
    let (database, clock, ids) = (environment.database, environment.clock, environment.ids)
    try await database.migrate(Outbox.migrations + Idempotency.migrations + OrderSchema.migrations)

    let access = StoreAccess(
      database: database, memberships: Memberships(auth: environment.channels.auth, clock: clock))
    let indexer = ProductIndexer(database: database, agent: environment.channels.agent, clock: clock)
    let relay = OutboxRelay(
      database: database, now: { clock.now() }, logger: environment.logger,
      handlers: [ProductIndexer.topic: { try await indexer.deliver($0) }])
    let search = ProductSearch(
      database: database, indexes: CatalogueIndexes(database: database),
      embedder: QueryEmbedder(agent: environment.channels.agent, logger: environment.logger))

    return ServiceModule(
      name: "order",
      services: [
        StoreHandler(database: database, access: access, clock: clock, ids: ids),
        ProductHandler(
          database: database, access: access, search: search, relay: relay, clock: clock, ids: ids),
        OrderHandler(database: database, access: access, clock: clock, ids: ids),
      ],
      workers: [relay])
  }
}
