import Runtime
import Storage

extension TenantTransaction {
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

  /// Takes an order's items out of stock, all or nothing; a second time does nothing. What was kept for the
  /// order is used up.
  /// - Returns: what changed.
  /// - Throws: ``OrderError/insufficientStock(_:)`` with every product that falls short,
  ///   ``StockError/putBack(orderID:)`` when the order has given its items back.
  @discardableResult
  func takeStock(
    for order: Order, by actor: String?, at now: Timestamp, ids: any IDGenerator
  ) throws -> [StockChange] {
    let kept = try releaseStock(of: order.id)
    var shortages: [OrderError.Shortage] = []
    var changes: [StockChange] = []
    // Always in the same order, so that two orders never wait for each other in a circle.
    for item in order.items.sorted(by: { $0.productID < $1.productID }) {
      let movement = StockMovement(
        productID: item.productID, delta: -item.quantity, reason: .orderConfirmed, actorUserID: actor)
      guard try claim(movement, for: order, at: now, ids: ids) else {
        if try hasPutBack(order) { throw StockError.putBack(orderID: order.id) }
        continue
      }
      if let change = try take(item, kept: kept[item.productID] ?? 0, at: now) {
        changes.append(change)
      } else {
        shortages.append(try shortage(of: item))
      }
    }
    guard shortages.isEmpty else { throw OrderError.insufficientStock(shortages) }
    try announce(changes, of: order.storeID, because: .orderConfirmed, orderID: order.id, at: now, ids: ids)
    return changes
  }

  /// Puts back what an order took out, if it did, and gives back what is kept for it; a second time does
  /// nothing. Called whenever an order is called off, wherever it stood: its items may have been taken
  /// before it was confirmed.
  /// - Returns: what changed.
  @discardableResult
  func putBackStock(
    of order: Order, by actor: String?, at now: Timestamp, ids: any IDGenerator
  ) throws -> [StockChange] {
    try releaseStock(of: order.id)
    let taken = try tx.all(
      """
      SELECT product_id, delta FROM stock_movements WHERE tenant_id = ? AND order_id = ? AND reason = ?
      ORDER BY product_id
      """, id, order.id, StockMovement.Reason.orderConfirmed.rawValue,
      as: { (productID: try $0.text(0), delta: try $0.int(1)) })
    var changes: [StockChange] = []
    for (productID, delta) in taken {
      let movement = StockMovement(
        productID: productID, delta: -delta, reason: .orderCancelled, actorUserID: actor)
      guard try claim(movement, for: order, at: now, ids: ids) else { continue }
      if let change = try move(productID, by: -delta, leaving: .anything, at: now) { changes.append(change) }
    }
    try announce(changes, of: order.storeID, because: .orderCancelled, orderID: order.id, at: now, ids: ids)
    return changes
  }

  /// What a movement must leave on the shelf.
  private enum Remainder: String {
    case anything = "0"
    /// What is kept for orders that await payment.
    case reserved
  }

  private func take(_ item: OrderItem, kept: Int64, at now: Timestamp) throws -> StockChange? {
    // What was kept for the order is its own, even when the shop has put less on the shelf since.
    let remainder = kept >= item.quantity ? Remainder.anything : .reserved
    if let change = try move(item.productID, by: -item.quantity, leaving: remainder, at: now) { return change }
    guard try releaseExpired(productID: item.productID, at: now) else { return nil }
    return try move(item.productID, by: -item.quantity, leaving: remainder, at: now)
  }

  /// Changes a product's stock; nil when there would be too little left.
  private func move(
    _ productID: String, by delta: Int64, leaving remainder: Remainder, at now: Timestamp
  ) throws -> StockChange? {
    try tx.first(
      """
      UPDATE products SET stock = stock + ?, stock_version = stock_version + 1, updated_at = ?
      WHERE tenant_id = ? AND id = ? AND stock + ? >= \(remainder.rawValue)
      RETURNING sku, stock, reserved, stock_version
      """, delta, now, id, productID, delta
    ) { row in
      StockChange(
        productID: productID, sku: try row.text(0), delta: delta, onHand: try row.int(1), reserved: try row.int(2),
        version: try row.int(3))
    }
  }

  /// Whether an order's items were taken out of stock, wherever they are now.
  func hasTaken(_ order: Order) throws -> Bool { try hasMoved(order, .orderConfirmed) }

  private func hasPutBack(_ order: Order) throws -> Bool { try hasMoved(order, .orderCancelled) }

  private func hasMoved(_ order: Order, _ reason: StockMovement.Reason) throws -> Bool {
    try tx.exists(
      "SELECT 1 FROM stock_movements WHERE tenant_id = ? AND order_id = ? AND reason = ?", id, order.id,
      reason.rawValue)
  }

  /// Writes down an order's movement; false when the order has made it before.
  private func claim(
    _ movement: StockMovement, for order: Order, at now: Timestamp, ids: any IDGenerator
  ) throws -> Bool {
    try tx.execute(
      """
      INSERT INTO stock_movements (\(Self.movementColumns.joined(separator: ", "))) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, order_id, product_id, reason) DO NOTHING
      """, id, ids.next(), order.storeID, movement.productID, movement.delta, movement.reason.rawValue, order.id,
      movement.actorUserID, now) == 1
  }
}
