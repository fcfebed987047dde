import Outbound
import Runtime
import Storage

/// Stores, their catalogue, and orders.
public enum OrderService {
  static var migrations: [Migration] {
    Outbox.migrations + Inbox.migrations + Idempotency.migrations + OrderSchema.migrations
  }

  /// The service with its database migrated: stores, products, orders, the relay that has new products
  /// embedded, tells ERPs of their stock and makes charges, and the workers that end reservations and charges.
  /// - Throws: ``StorageError`` when the database can't be brought up to date.
  public static func build(_ environment: ServiceEnvironment) async throws -> ServiceModule {
    let (database, clock, ids) = (environment.database, environment.clock, environment.ids)
    try await database.migrate(migrations)

    let access = StoreAccess(
      database: database, memberships: Memberships(auth: environment.channels.auth, clock: clock))
    let indexer = ProductIndexer(database: database, agent: environment.channels.agent, clock: clock)
    let destinations = Destinations(allowsPrivate: environment.settings.allowPrivateURLs)
    let syncSecrets = SecretBox(environment.settings, purpose: "stock sync")
    let sender = WebhookSender(
      destinations: destinations, http: OutboundHTTP(proxies: OutboundProxies(environment.settings.proxies)),
      clock: clock)
    let publisher = StockPublisher(database: database, sender: sender, secretBox: syncSecrets, clock: clock)
    let entityIndexer = EntityIndexer(database: database)
    let payments = PaymentModule(environment)
    let trail = AuditTrail(database: database, auth: environment.channels.auth)
    let handlers: [String: OutboxRelay.Handler] = [
      ProductIndexer.topic: { try await indexer.deliver($0) },
      StockPublisher.topic: { try await publisher.deliver($0) },
      EntityIndexer.topic: { try await entityIndexer.deliver($0) },
      AuditTrail.topic: { try await trail.deliver($0) },
    ]
    let relay = OutboxRelay(
      database: database, now: { clock.now() }, logger: environment.logger,
      handlers: handlers.merging(payments.handlers) { $1 })
    let search = ProductSearch(
      database: database, indexes: CatalogueIndexes(database: database),
      embedder: QueryEmbedder(agent: environment.channels.agent, logger: environment.logger))

    return ServiceModule(
      name: "order",
      services: [
        StoreHandler(database: database, access: access, clock: clock, ids: ids),
        ProductHandler(
          database: database, access: access, search: search, relay: relay, clock: clock, ids: ids),
        ProductFileHandler(database: database, access: access, clock: clock, ids: ids),
        StockHandler(database: database, access: access, relay: relay, clock: clock, ids: ids),
        StockSyncHandler(
          database: database, access: access, publisher: publisher, destinations: destinations,
          secretBox: syncSecrets, clock: clock, ids: ids),
        EntitySchemaHandler(database: database, relay: relay, clock: clock, ids: ids),
        EntityRecordHandler(
          database: database, counts: EntityRecordCounts(database: database), clock: clock, ids: ids),
        DashboardHandler(
          database: database, access: access,
          conversations: ConversationLookup(agent: environment.channels.agent, logger: environment.logger),
          clock: clock),
        LeadHandler(database: database, access: access, clock: clock, ids: ids),
        OrderHandler(
          database: database, access: access, charges: payments.charges, relay: relay, clock: clock, ids: ids),
        PaymentSettingsHandler(database: database, access: access, keys: payments.keys, clock: clock, ids: ids),
        PaymentWebhookHandler(database: database, relay: relay, clock: clock, ids: ids),
      ],
      workers: [
        relay, ReservationSweeper(database: database, clock: clock, logger: environment.logger),
        StoragePruner(
          database: database, [Idempotency.retention, Inbox.retention], now: { clock.now() },
          logger: environment.logger),
      ] + payments.workers(environment), database: database)
  }
}
