import Storage

/// A store's tallies, for the worker that adds them up.
struct StoreTallies: Sendable {
  var tenantID: String
  var storeID: String
  var orders: Int64
  /// Rows that are not added up yet.
  var loose: Int64

  /// Every store's.
  static func all(_ tx: any Transaction) throws -> [StoreTallies] {
    try tx.all(
      """
      SELECT tenant_id, store_id, CAST(SUM(orders) AS BIGINT),
        CAST(SUM(CASE WHEN entry = '' THEN 0 ELSE 1 END) AS BIGINT)
      FROM order_tallies GROUP BY tenant_id, store_id
      """
    ) { row in
      StoreTallies(
        tenantID: try row.text(0), storeID: try row.text(1), orders: try row.int(2), loose: try row.int(3))
    }
  }

  /// Counts every store's orders afresh, and forgets their marks: for tables that were written by other means.
  static func recount(in database: any Database) async throws {
    let stores = try await database.read { tx in
      try tx.all("SELECT tenant_id, id FROM stores", as: { (tenantID: try $0.text(0), storeID: try $0.text(1)) })
    }
    for store in stores {
      try await database.write(tenant: store.tenantID) { tenant in try tenant.recountOrders(of: store.storeID) }
    }
  }
}
