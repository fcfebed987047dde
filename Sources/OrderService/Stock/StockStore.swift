import Runtime
import Storage

import protocol SwiftProtobuf.Message

/// Takes orders' items out of stock and puts them back, outside the orders' own transitions.
struct StockStore: Sendable {
  let database: any Database
  /// Woken by movements, which ERPs are told of.
  let relay: OutboxRelay
  let clock: any WallClock
  let ids: any IDGenerator

  /// Takes an order's items ahead of its confirmation; a second time does nothing.
  /// - Parameter reply: makes the answer of what changed and of how the order's products stand.
  /// - Throws: ``OrderError/orderNotFound(_:)``, ``OrderError/insufficientStock(_:)``,
  ///   ``StockError/putBack(orderID:)``.
  func decrement<Reply: Message>(
    for orderID: String, by actor: String?, _ once: Once,
    _ reply: @escaping @Sendable ([StockChange], [StockLevel]) -> Reply
  ) async throws -> Reply {
    try await move(orderID, by: actor, once, reply) { [ids] tenant, order, now in
      try tenant.decrement(order, by: actor, at: now, ids: ids)
    }
  }

  /// Puts back what an order took that isn't sold; a second time does nothing.
  /// - Parameter reply: makes the answer of what changed and of how the order's products stand.
  /// - Throws: ``OrderError/orderNotFound(_:)``, ``StockError/notCancelled(orderID:_:)``.
  func restore<Reply: Message>(
    for orderID: String, by actor: String?, _ once: Once,
    _ reply: @escaping @Sendable ([StockChange], [StockLevel]) -> Reply
  ) async throws -> Reply {
    try await move(orderID, by: actor, once, reply) { [ids] tenant, order, now in
      try tenant.restore(order, by: actor, at: now, ids: ids)
    }
  }

  private func move<Reply: Message>(
    _ orderID: String, by actor: String?, _ once: Once,
    _ reply: @escaping @Sendable ([StockChange], [StockLevel]) -> Reply,
    _ body: @escaping @Sendable (TenantTransaction, Order, Timestamp) throws -> [StockChange]
  ) async throws -> Reply {
    let answer = try await database.writeOnce(once) { [ids, now = clock.now()] tenant in
      let order = try tenant.requireOrder(orderID)
      let changes = try body(tenant, order, now)
      try tenant.audit(stockOf: order.storeID, changes, by: actor, at: now, ids: ids)
      return reply(changes, try tenant.stockLevels(of: order, after: changes))
    }
    relay.wake()
    return answer
  }
}
