import Runtime
import Storage

import protocol SwiftProtobuf.Message

/// The products of stores.
struct ProductStore: Sendable {
  let database: any Database
  /// Woken by product lists, for new texts have to be embedded and ERPs told of their stock.
  let relay: OutboxRelay
  let clock: any WallClock
  let ids: any IDGenerator

  /// Creates or changes a store's products, and leaves messages for those whose text is new.
  /// - Parameter rows: valid ones, each SKU once.
  func upsert<Reply: Message>(
    _ rows: [ProductRow], in store: Store, by actor: String?, _ once: Once,
    _ reply: @escaping @Sendable (BatchOutcome) -> Reply
  ) async throws -> Reply {
    let answer = try await database.writeOnce(once) { [ids, now = clock.now()] tenant in
      let outcome = try tenant.upsert(rows, in: store, by: actor, at: now, ids: ids)
      try ProductIndexer.enqueue(outcome.toEmbed, of: store.id, tenant, at: now, ids: ids)
      try tenant.audit(stockOf: store.id, outcome.adjusted, by: actor, at: now, ids: ids)
      return reply(outcome)
    }
    relay.wake()
    return answer
  }

  /// What a store's catalogue amounts to now.
  func stats(of storeID: String, tenantID: String) async throws -> CatalogueStats {
    try await database.read(tenant: tenantID) { tenant in try tenant.catalogueStats(of: storeID) }
  }
}
