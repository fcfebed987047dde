import Logging
import Outbound
import Runtime
import Storage

/// What several areas of the order service share, made once.
struct OrderParts: Sendable {
  let environment: ServiceEnvironment
  let access: StoreAccess
  let stockSync: StockSyncParts
  let payments: PaymentParts
  let relay: OutboxRelay

  var database: any Database { environment.database }
  var clock: any WallClock { environment.clock }
  var ids: any IDGenerator { environment.ids }
  var logger: Logger { environment.logger }

  /// - Parameter environment: with a database that is migrated.
  init(_ environment: ServiceEnvironment) {
    let (database, clock) = (environment.database, environment.clock)
    let stockSync = StockSyncParts(environment)
    let payments = PaymentParts(environment)
    let indexer = ProductIndexer(
      database: database, embedder: EmbeddingClient(agent: environment.channels.agent), clock: clock)
    let entityIndexer = EntityIndexer(database: database)
    let trail = AuditTrail(environment)
    let handlers: [String: OutboxRelay.Handler] = [
      ProductIndexer.topic: { try await indexer.deliver($0) },
      StockPublisher.topic: { try await stockSync.publisher.deliver($0) },
      EntityIndexer.topic: { try await entityIndexer.deliver($0) },
      AuditTrail.topic: { try await trail.deliver($0) },
    ]
    self.environment = environment
    self.stockSync = stockSync
    self.payments = payments
    access = StoreAccess(
      database: database, memberships: Memberships(auth: environment.channels.auth, clock: clock))
    relay = OutboxRelay(
      database: database, now: { clock.now() }, logger: environment.logger,
      handlers: handlers.merging(payments.handlers) { $1 })
  }
}
