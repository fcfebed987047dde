import Storage

extension StockStore {
  /// Compares every tenant's products with their movements and reservations.
  static func verify(_ tx: any Transaction) throws -> StockVerification {
    let products = try tx.first("SELECT COUNT(*) FROM products", as: { try $0.int(0) }) ?? 0
    let discrepancies = try tx.all(
      """
      SELECT p.tenant_id, p.store_id, p.id, p.sku, p.stock, COALESCE(m.total, 0), p.reserved, COALESCE(r.total, 0)
      FROM products p
      LEFT JOIN (
        SELECT tenant_id, product_id, CAST(SUM(delta) AS BIGINT) AS total FROM stock_movements
        GROUP BY tenant_id, product_id) m ON m.tenant_id = p.tenant_id AND m.product_id = p.id
      LEFT JOIN (
        SELECT tenant_id, product_id, CAST(SUM(quantity) AS BIGINT) AS total FROM stock_reservations
        GROUP BY tenant_id, product_id) r ON r.tenant_id = p.tenant_id AND r.product_id = p.id
      WHERE p.stock <> COALESCE(m.total, 0) OR p.reserved <> COALESCE(r.total, 0)
      ORDER BY p.tenant_id, p.store_id, p.sku
      """
    ) { row in
      StockVerification.Discrepancy(
        tenantID: try row.text(0), storeID: try row.text(1), productID: try row.text(2), sku: try row.text(3),
        stock: try row.int(4), movements: try row.int(5), reserved: try row.int(6), reservations: try row.int(7))
    }
    return StockVerification(products: products, discrepancies: discrepancies)
  }
}
