import Storage

extension StockStore {
  /// Gives back what is kept for any tenant's orders whose time is over, the longest over first.
  /// - Returns: how many reservations ended.
  static func releaseExpired(_ tx: any Transaction, limit: Int, at now: Timestamp) throws -> Int {
    let expired = try tx.all(
      """
      SELECT tenant_id, product_id FROM stock_reservations WHERE expires_at <= ?
      ORDER BY expires_at, tenant_id, product_id LIMIT ?
      """, now, limit, as: { (tenantID: try $0.text(0), productID: try $0.text(1)) })
    for row in expired { _ = try TenantTransaction(row.tenantID, tx).releaseExpired(productID: row.productID, at: now) }
    return expired.count
  }
}
