import Storage

/// What buyers of open chats keep from others: bounded, for nobody knows who they are.
extension TenantTransaction {
  /// - Throws: ``OrderError/tooManyReservations``.
  func requireRoom(for order: Order, from chat: ChatOrigin, at now: Timestamp) throws {
    // One order of a chat after the other in each store, so that two at once don't both find the last room.
    try tx.execute("UPDATE stores SET updated_at = updated_at WHERE tenant_id = ? AND id = ?", id, order.storeID)
    if let lead = order.leadID {
      let count = try keeping(order.storeID, "chat_lead_id", lead, at: now)
      guard count < ChatOrigin.maximumOrdersOfLead else { throw OrderError.tooManyReservations }
    }
    if let network = chat.network {
      let count = try keeping(order.storeID, "chat_network", network, at: now)
      guard count < ChatOrigin.maximumOrdersOfNetwork else { throw OrderError.tooManyReservations }
      let pieces = try keptPieces(order.storeID, network, at: now) + order.items.reduce(0) { $0 + $1.quantity }
      guard pieces <= ChatOrigin.maximumPiecesOfNetwork else { throw OrderError.tooManyReservations }
    }
  }

  private func keptPieces(_ storeID: String, _ network: String, at now: Timestamp) throws -> Int64 {
    try tx.first(
      """
      SELECT COALESCE(SUM(quantity), 0) FROM stock_reservations
      WHERE tenant_id = ? AND store_id = ? AND chat_network = ? AND expires_at > ?
      """, id, storeID, network, now, as: { try $0.int(0) }) ?? 0
  }

  /// How many orders of a store keep stock for a buyer.
  private func keeping(_ storeID: String, _ column: StaticString, _ buyer: String, at now: Timestamp) throws -> Int64 {
    try tx.first(
      """
      SELECT COUNT(DISTINCT order_id) FROM stock_reservations
      WHERE tenant_id = ? AND store_id = ? AND \(column) = ? AND expires_at > ?
      """, id, storeID, buyer, now, as: { try $0.int(0) }) ?? 0
  }
}
