import Storage

/// Items kept for orders that await payment. A product's `reserved` is always the sum of its rows here;
/// both change in one transaction.
extension TenantTransaction {
  /// Keeps an order's items for it, all or nothing, if the store does so; what is kept already stays as it
  /// is, with its end, and an order that has taken its items needs nothing kept. Called when an order
  /// begins to await payment.
  /// - Throws: ``OrderError/insufficientStock(_:)`` with every product that falls short,
  ///   ``OrderError/tooManyReservations`` for a buyer of an open chat who has as many as may be.
  func reserveStock(for order: Order, in store: Store, from chat: ChatOrigin? = nil, at now: Timestamp) throws {
    guard store.reservation.isOn, try !hasTaken(order) else { return }
    if let chat { try requireRoom(for: order, from: chat, at: now) }
    let end = (chat?.shortened(store.reservation) ?? store.reservation).end(from: now)
    var shortages: [OrderError.Shortage] = []
    // Always in the same order, so that two orders never wait for each other in a circle.
    for item in order.items.sorted(by: { $0.productID < $1.productID }) {
      let isNew = try tx.execute(
        """
        INSERT INTO stock_reservations
          (tenant_id, order_id, product_id, store_id, quantity, expires_at, created_at, chat_lead_id, chat_network)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, order_id, product_id) DO NOTHING
        """, id, order.id, item.productID, order.storeID, item.quantity, end, now, chat.flatMap { _ in order.leadID },
        chat?.network)
      guard isNew == 1 else { continue }
      if try keep(item) { continue }
      if try releaseExpired(productID: item.productID, at: now), try keep(item) { continue }
      shortages.append(try shortage(of: item))
    }
    guard shortages.isEmpty else { throw OrderError.insufficientStock(shortages) }
  }

  /// Gives back what is kept for an order; nothing when nothing is.
  /// - Returns: what was kept, by product.
  @discardableResult
  func releaseStock(of orderID: String) throws -> [String: Int64] {
    let kept = try tx.all(
      "DELETE FROM stock_reservations WHERE tenant_id = ? AND order_id = ? RETURNING product_id, quantity", id, orderID,
      as: { (productID: try $0.text(0), quantity: try $0.int(1)) })
    for row in kept.sorted(by: { $0.productID < $1.productID }) { try giveBack(row.quantity, of: row.productID) }
    return Dictionary(kept, uniquingKeysWith: +)
  }

  /// What orders keep, of one store or of all; what ends first comes first.
  func reservations(in storeID: String?, limit: Int64) throws -> [OrderAdministration.ReservationLine] {
    try tx.all(
      """
      SELECT order_id, store_id, product_id, quantity, expires_at FROM stock_reservations
      WHERE tenant_id = ? \(storeID == nil ? "" : "AND store_id = ?") ORDER BY expires_at, order_id, product_id LIMIT ?
      """, values: [id.sqlValue] + (storeID.map { [$0.sqlValue] } ?? []) + [.int(limit)]
    ) { row in
      OrderAdministration.ReservationLine(
        orderID: try row.text(0), storeID: try row.text(1), productID: try row.text(2), quantity: try row.int(3),
        expiresAt: try row.time(4))
    }
  }

  /// Gives back what is kept of a product for orders whose time is over.
  /// - Returns: whether there was any.
  func releaseExpired(productID: String, at now: Timestamp) throws -> Bool {
    let expired = try tx.all(
      """
      DELETE FROM stock_reservations WHERE tenant_id = ? AND product_id = ? AND expires_at <= ? RETURNING quantity
      """, id, productID, now, as: { try $0.int(0) })
    guard !expired.isEmpty else { return false }
    try giveBack(expired.reduce(0, +), of: productID)
    return true
  }

  /// What an order wants of a product, and what there is of it.
  func shortage(of item: OrderItem) throws -> OrderError.Shortage {
    let available = try tx.first(
      "SELECT stock - reserved FROM products WHERE tenant_id = ? AND id = ?", id, item.productID, as: { try $0.int(0) })
    return OrderError.Shortage(
      productID: item.productID, name: item.name, requested: item.quantity, available: max(0, available ?? 0))
  }

  private func keep(_ item: OrderItem) throws -> Bool {
    try tx.execute(
      """
      UPDATE products SET reserved = reserved + ? WHERE tenant_id = ? AND id = ? AND stock - reserved >= ?
      """, item.quantity, id, item.productID, item.quantity) == 1
  }

  private func giveBack(_ quantity: Int64, of productID: String) throws {
    try tx.execute(
      "UPDATE products SET reserved = reserved - ? WHERE tenant_id = ? AND id = ?", quantity, id, productID)
  }
}
