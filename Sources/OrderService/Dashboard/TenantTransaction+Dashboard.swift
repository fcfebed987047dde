import Storage

extension TenantTransaction {
  /// A store's figures, `since` being the beginning of the period.
  func dashboard(of storeID: String, since: Timestamp) throws -> Dashboard {
    Dashboard(
      orders: try dashboardOrders(storeID, since), leads: try dashboardLeads(storeID, since),
      products: try dashboardProducts(storeID, since))
  }

  private static let sales = OrderStatus.allCases.filter(\.isSale).map { "'\($0.rawValue)'" }.joined(separator: ", ")

  private func dashboardOrders(_ storeID: String, _ since: Timestamp) throws -> Dashboard.Orders {
    // The tallies, not the orders: a store may have millions of those.
    var counts: [String: Int64] = [:]
    try tx.forEach(
      """
      SELECT status, CAST(SUM(orders) AS BIGINT) FROM order_tallies WHERE tenant_id = ? AND store_id = ? GROUP BY status
      """, [.text(id), .text(storeID)]
    ) { counts[try $0.text(0)] = try $0.int(1) }
    let period = try tx.first(
      """
      SELECT COUNT(*), COALESCE(SUM(CASE WHEN status IN (\(Self.sales)) THEN 1 ELSE 0 END), 0),
        CAST(COALESCE(SUM(CASE WHEN status IN (\(Self.sales)) THEN total_cents ELSE 0 END), 0) AS BIGINT)
      FROM orders WHERE tenant_id = ? AND store_id = ? AND created_at >= ?
      """, id, storeID, since
    ) { (orders: try $0.int(0), sales: try $0.int(1), cents: try $0.int(2)) }
    let recent = try tx.all(
      """
      SELECT id, status, total_cents, customer_name, created_at FROM orders WHERE tenant_id = ? AND store_id = ?
      ORDER BY created_at DESC, id DESC LIMIT 10
      """, id, storeID
    ) { row in
      Dashboard.RecentOrder(
        id: try row.text(0), status: try row.text(1), totalCents: try row.int(2), customerName: try row.optionalText(3),
        createdAt: try row.time(4))
    }
    return Dashboard.Orders(
      inPeriod: period?.orders ?? 0, revenueCentsInPeriod: period?.cents ?? 0, salesInPeriod: period?.sales ?? 0,
      byStatus: OrderStatus.allCases.map { .init(name: $0.rawValue, count: counts[$0.rawValue] ?? 0) }, recent: recent)
  }

  private func dashboardLeads(_ storeID: String, _ since: Timestamp) throws -> Dashboard.Leads {
    func counts(by column: String) throws -> [Dashboard.Count] {
      try tx.all(
        """
        SELECT \(column), COUNT(*) AS n FROM leads WHERE tenant_id = ? AND store_id = ?
        GROUP BY \(column) ORDER BY n DESC, \(column)
        """, id, storeID
      ) { Dashboard.Count(name: try $0.text(0), count: try $0.int(1)) }
    }
    let byStatus = try counts(by: "status")
    let inPeriod = try tx.first(
      "SELECT COUNT(*) FROM leads WHERE tenant_id = ? AND store_id = ? AND created_at >= ?", id, storeID, since
    ) { try $0.int(0) }
    return Dashboard.Leads(
      inPeriod: inPeriod ?? 0,
      byStatus: Lead.Status.allCases.map { status in
        .init(name: status.rawValue, count: byStatus.first { $0.name == status.rawValue }?.count ?? 0)
      }, byChannel: try counts(by: "channel"))
  }

  private func dashboardProducts(_ storeID: String, _ since: Timestamp) throws -> Dashboard.Products {
    let counts = try tx.first(
      """
      SELECT COUNT(*), COALESCE(SUM(is_active), 0),
        COALESCE(SUM(CASE WHEN is_active = 1 AND stock - reserved <= 0 THEN 1 ELSE 0 END), 0)
      FROM products WHERE tenant_id = ? AND store_id = ?
      """, id, storeID
    ) { (total: try $0.int(0), active: try $0.int(1), out: try $0.int(2)) }
    let best = try tx.all(
      """
      SELECT i.product_id, p.name, CAST(SUM(i.quantity) AS BIGINT) AS units, CAST(SUM(i.total_cents) AS BIGINT)
      FROM orders o
      JOIN order_items i ON i.tenant_id = o.tenant_id AND i.order_id = o.id
      JOIN products p ON p.tenant_id = i.tenant_id AND p.id = i.product_id
      WHERE o.tenant_id = ? AND o.store_id = ? AND o.created_at >= ? AND o.status IN (\(Self.sales))
      GROUP BY i.product_id, p.name ORDER BY units DESC, i.product_id LIMIT 5
      """, id, storeID, since
    ) { row in
      Dashboard.BestSeller(
        id: try row.text(0), name: try row.text(1), units: try row.int(2), revenueCents: try row.int(3))
    }
    return Dashboard.Products(
      total: counts?.total ?? 0, active: counts?.active ?? 0, outOfStock: counts?.out ?? 0, bestSellers: best)
  }
}
