import Runtime
import Storage

/// What callers ask for outside an order's own transitions.
extension TenantTransaction {
  /// Takes an order's items out of stock ahead of its confirmation.
  /// - Returns: what changed; nothing for an order that has taken its items before.
  /// - Throws: ``OrderError/insufficientStock(_:)``, ``StockError/putBack(orderID:)``.
  func decrement(_ order: Order, by actor: String?, at now: Timestamp, ids: any IDGenerator) throws -> [StockChange] {
    guard order.status != .cancelled else { throw StockError.putBack(orderID: order.id) }
    return try takeStock(for: order, by: actor, at: now, ids: ids)
  }

  /// Puts back what an order took that isn't sold.
  /// - Returns: what changed; nothing when there was nothing to put back.
  /// - Throws: ``StockError/notCancelled(orderID:_:)``.
  func restore(_ order: Order, by actor: String?, at now: Timestamp, ids: any IDGenerator) throws -> [StockChange] {
    guard !order.status.isSold else { throw StockError.notCancelled(orderID: order.id, order.status) }
    return try putBackStock(of: order, by: actor, at: now, ids: ids)
  }

  /// How the stock of an order's products stands after some changes.
  func stockLevels(of order: Order, after changes: [StockChange]) throws -> [StockLevel] {
    let products = try products(order.items.map(\.productID), in: order.storeID)
    return order.items.compactMap { item in
      products[item.productID].map { product in
        StockLevel(
          productID: product.id, sku: product.sku, ordered: item.quantity,
          delta: changes.first { $0.productID == product.id }?.delta ?? 0, onHand: product.stock,
          reserved: product.reserved, available: product.available)
      }
    }
  }
}
