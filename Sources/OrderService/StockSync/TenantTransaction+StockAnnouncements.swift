import Runtime
import Storage

extension TenantTransaction {
  /// Leaves messages about movements in the transaction that makes them, if the store's ERP wants to know.
  func announce(
    _ changes: [StockChange], of storeID: String, because reason: StockMovement.Reason, orderID: String? = nil,
    at now: Timestamp, ids: any IDGenerator
  ) throws {
    guard !changes.isEmpty,
      try tx.exists(
        "SELECT 1 FROM stock_sync_settings WHERE tenant_id = ? AND store_id = ? AND outbound_enabled = 1", id, storeID)
    else { return }
    for change in changes {
      let message = StockMessage(change, of: storeID, because: reason, orderID: orderID, at: now)
      try Outbox.enqueue(
        tx, id: ids.next(), tenantID: id, topic: StockPublisher.topic, aggregate: "stock/\(change.productID)",
        payload: message.json(), at: now)
    }
  }
}
