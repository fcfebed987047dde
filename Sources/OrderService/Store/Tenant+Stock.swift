import Runtime
import Storage

/// A change of a product's stock, and why. Stock changes in no other way.
struct StockMovement: Sendable, Equatable {
  enum Reason: String, Sendable {
    /// The product came with it.
    case initial
    /// A product list said otherwise.
    case adjusted
    case orderConfirmed = "order_confirmed"
    case orderCancelled = "order_cancelled"
  }

  var productID: String
  var delta: Int64
  var reason: Reason
  var actorUserID: String?
}

extension Tenant {
  private static let movementColumns = [
    "tenant_id", "id", "store_id", "product_id", "delta", "reason", "order_id", "actor_user_id", "created_at",
  ]

  /// Writes down movements whose effect on the products is written already.
  func record(_ movements: [StockMovement], in storeID: String, at now: Timestamp, ids: any IDGenerator) throws {
    try insert(
      into: "stock_movements", Self.movementColumns,
      movements.map {
        [
          .text(id), .text(ids.next()), .text(storeID), .text($0.productID), .int($0.delta), .text($0.reason.rawValue),
          .null, $0.actorUserID.orNull, now.sqlValue,
        ]
      })
  }

  /// Takes an order's items out of stock, all or nothing; a second time does nothing.
  /// - Throws: ``OrderError/insufficientStock(_:)`` with every product that falls short.
  func takeStock(for order: Order, by actor: String?, at now: Timestamp, ids: any IDGenerator) throws {
    var shortages: [OrderError.Shortage] = []
    // Always in the same order, so that two orders never wait for each other in a circle.
    for item in order.items.sorted(by: { $0.productID < $1.productID }) {
      let movement = StockMovement(
        productID: item.productID, delta: -item.quantity, reason: .orderConfirmed, actorUserID: actor)
      guard try claim(movement, for: order, at: now, ids: ids) else { continue }
      let changed = try tx.execute(
        "UPDATE products SET stock = stock - ?, updated_at = ? WHERE tenant_id = ? AND id = ? AND stock >= ?",
        item.quantity, now, id, item.productID, item.quantity)
      if changed == 0 {
        let available = try tx.first(
          "SELECT stock FROM products WHERE tenant_id = ? AND id = ?", id, item.productID, as: { try $0.int(0) })
        shortages.append(
          OrderError.Shortage(
            productID: item.productID, name: item.name, requested: item.quantity, available: available ?? 0))
      }
    }
    guard shortages.isEmpty else { throw OrderError.insufficientStock(shortages) }
  }

  /// Puts back what an order took out, if it did; a second time does nothing.
  func putBackStock(of order: Order, by actor: String?, at now: Timestamp, ids: any IDGenerator) throws {
    let taken = try tx.all(
      """
      SELECT product_id, delta FROM stock_movements WHERE tenant_id = ? AND order_id = ? AND reason = ?
      ORDER BY product_id
      """, id, order.id, StockMovement.Reason.orderConfirmed.rawValue,
      as: { (productID: try $0.text(0), delta: try $0.int(1)) })
    for (productID, delta) in taken {
      let movement = StockMovement(
        productID: productID, delta: -delta, reason: .orderCancelled, actorUserID: actor)
      guard try claim(movement, for: order, at: now, ids: ids) else { continue }
      try tx.execute(
        "UPDATE products SET stock = stock + ?, updated_at = ? WHERE tenant_id = ? AND id = ?", -delta, now, id,
        productID)
    }
  }

  /// Writes down an order's movement; false when the order has made it before.
  private func claim(
    _ movement: StockMovement, for order: Order, at now: Timestamp, ids: any IDGenerator
  ) throws -> Bool {
    try tx.execute(
      """
      INSERT INTO stock_movements (\(Self.movementColumns.joined(separator: ", "))) VALUES (\(Self.marks(9)))
      ON CONFLICT (tenant_id, order_id, product_id, reason) DO NOTHING
      """, id, ids.next(), order.storeID, movement.productID, movement.delta, movement.reason.rawValue, order.id,
      movement.actorUserID, now) == 1
  }
}
