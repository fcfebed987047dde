import Storage

/// How many orders stand where, without counting them: each creation and each change of status adds a row
/// to `order_tallies`, so that no two of them ever wait for each other, and a worker adds the rows up
/// (``OrderTallyKeeper``).
extension TenantTransaction {
  /// Writes down that an order came into a status, or left it.
  /// - Parameter entry: names the change.
  func tally(_ order: Order, in status: OrderStatus, by count: Int64 = 1, entry: String) throws {
    try tx.execute(
      "INSERT INTO order_tallies (tenant_id, store_id, status, entry, orders, cents) VALUES (?, ?, ?, ?, ?, ?)", id,
      order.storeID, status.rawValue, entry, count, count * order.totalCents)
  }

  /// How many of each store's orders a filter lets through; stores without any are left out.
  func orderCounts(_ filter: OrderFilter) throws -> [String: Int64] {
    var counts: [String: Int64] = [:]
    let status = filter.status.map { [$0.rawValue.sqlValue] } ?? []
    try inPieces(filter.storeIDs) { storeIDs in
      let rows = try tx.all(
        """
        SELECT store_id, CAST(SUM(orders) AS BIGINT) FROM order_tallies
        WHERE tenant_id = ? AND store_id IN (\(storeIDs.placeholders)) \(status.isEmpty ? "" : "AND status = ?")
        GROUP BY store_id
        """, values: [id.sqlValue] + storeIDs.map(\.sqlValue) + status,
        as: { (storeID: try $0.text(0), orders: try $0.int(1)) })
      for row in rows where row.orders > 0 { counts[row.storeID] = row.orders }
    }
    return counts
  }

  /// A store's orders in figures.
  /// - Parameter since: the beginning of the last day.
  func orderStats(of storeID: String, since: Timestamp) throws -> OrderStats {
    let tallies = try tx.all(
      """
      SELECT status, CAST(SUM(orders) AS BIGINT), CAST(SUM(cents) AS BIGINT) FROM order_tallies
      WHERE tenant_id = ? AND store_id = ? GROUP BY status
      """, id, storeID
    ) { OrderTally(status: try $0.value(0), orders: try $0.int(1), cents: try $0.int(2)) }
    let lastDay = try tx.first(
      "SELECT COUNT(*) FROM orders WHERE tenant_id = ? AND store_id = ? AND created_at > ?", id, storeID, since,
      as: { try $0.int(0) })
    return OrderStats(
      tallies: OrderStatus.allCases.map { status in
        tallies.first { $0.status == status } ?? OrderTally(status: status, orders: 0, cents: 0)
      }, lastDay: lastDay ?? 0)
  }

  /// Adds up a store's rows.
  func foldTallies(of storeID: String) throws {
    let rows = try tx.all(
      """
      DELETE FROM order_tallies WHERE tenant_id = ? AND store_id = ? AND entry <> '' RETURNING status, orders, cents
      """, id, storeID
    ) { OrderTally(status: try $0.value(0), orders: try $0.int(1), cents: try $0.int(2)) }
    for (status, rows) in Dictionary(grouping: rows, by: \.status) {
      try tx.execute(
        """
        INSERT INTO order_tallies (tenant_id, store_id, status, entry, orders, cents) VALUES (?, ?, ?, '', ?, ?)
        ON CONFLICT (tenant_id, store_id, status, entry) DO UPDATE
        SET orders = order_tallies.orders + excluded.orders, cents = order_tallies.cents + excluded.cents
        """, id, storeID, status.rawValue, rows.reduce(0) { $0 + $1.orders }, rows.reduce(0) { $0 + $1.cents })
    }
  }

  /// Counts a store's orders afresh, and forgets its marks: for tables that were written by other means.
  func recountOrders(of storeID: String) throws {
    try tx.execute("DELETE FROM order_tallies WHERE tenant_id = ? AND store_id = ?", id, storeID)
    try tx.execute("DELETE FROM order_marks WHERE tenant_id = ? AND store_id = ?", id, storeID)
    try tx.execute(
      """
      INSERT INTO order_tallies (tenant_id, store_id, status, entry, orders, cents)
      SELECT tenant_id, store_id, status, '', COUNT(*), CAST(SUM(total_cents) AS BIGINT) FROM orders
      WHERE tenant_id = ? AND store_id = ? GROUP BY tenant_id, store_id, status
      """, id, storeID)
  }
}
