import Storage

/// Lists of orders, newest first. How long one takes depends on the page, not on how many orders there are:
/// the total comes from the tallies, and a page far down begins at the nearest mark.
extension TenantTransaction {
  /// Beyond this, passing over orders one by one costs more than looking for a mark.
  private static let shallow = 2 * OrderMark.stride

  /// A page of the orders that a filter lets through, without what belongs to them, and how many there are.
  func orders(_ filter: OrderFilter, _ page: Page) throws -> (orders: [Order], total: Int64) {
    let counts = try orderCounts(filter)
    let total = counts.values.reduce(0, +)
    guard Int64(page.offset) < total else { return ([], total) }
    let filter = OrderFilter(storeIDs: counts.keys.sorted(), status: filter.status)
    let start = try start(of: Int64(page.offset), in: filter, counts)
    if filter.storeIDs.count == 1, start.rest <= Self.shallow {
      return (try bareOrders(filter, from: start.mark, offset: start.rest, limit: Int64(page.limit)), total)
    }
    let ids = try orderIDs(filter, from: start.mark, offset: start.rest, limit: Int64(page.limit))
    return (try bareOrders(ids), total)
  }

  private static let newestFirst = "ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?"

  /// What an order of a page must be, from a mark on or from the newest, after its tenant and store.
  private static func conditions(_ filter: OrderFilter, from mark: OrderMark?) -> (sql: String, values: [SQLValue]) {
    let status = filter.status.map { [$0.rawValue.sqlValue] } ?? []
    let bound = mark.map { [$0.createdAt.sqlValue, $0.orderID.sqlValue] } ?? []
    return (
      (status.isEmpty ? "" : "AND status = ?") + (bound.isEmpty ? "" : " AND (created_at, id) <= (?, ?)"),
      status + bound
    )
  }

  /// One store's orders straight from its index: quicker than by their ids while few are passed over.
  private func bareOrders(
    _ filter: OrderFilter, from mark: OrderMark?, offset: Int64, limit: Int64
  ) throws -> [Order] {
    let conditions = Self.conditions(filter, from: mark)
    return try tx.all(
      """
      SELECT \(Self.orderColumns) FROM orders WHERE tenant_id = ? AND store_id = ? \(conditions.sql) \(Self.newestFirst)
      """,
      values: [id.sqlValue, filter.storeIDs[0].sqlValue] + conditions.values + [limit.sqlValue, offset.sqlValue],
      as: Self.bareOrder)
  }

  /// The ids of orders from a mark on, or from the newest.
  private func orderIDs(
    _ filter: OrderFilter, from mark: OrderMark?, offset: Int64, limit: Int64
  ) throws -> [String] {
    let (conditions, values) = Self.conditions(filter, from: mark)
    let newestFirst = Self.newestFirst
    guard filter.storeIDs.count > 1 else {
      return try tx.all(
        "SELECT id FROM orders WHERE tenant_id = ? AND store_id = ? \(conditions) \(newestFirst)",
        values: [id.sqlValue, filter.storeIDs[0].sqlValue] + values + [limit.sqlValue, offset.sqlValue],
        as: { try $0.text(0) })
    }
    guard filter.storeIDs.count <= OrderFilter.maximumMergedStores else {
      return try tx.all(
        """
        SELECT id FROM orders WHERE tenant_id = ? AND store_id IN (\(filter.storeIDs.placeholders)) \(conditions)
        \(newestFirst)
        """,
        values: [id.sqlValue] + filter.storeIDs.map(\.sqlValue) + values + [limit.sqlValue, offset.sqlValue],
        as: { try $0.text(0) })
    }
    // Each store's newest come from its index; all stores' together would have to be sorted.
    let part = "SELECT id, created_at FROM orders WHERE tenant_id = ? AND store_id = ? \(conditions) \(newestFirst)"
    let parts = filter.storeIDs.map { _ in "SELECT id, created_at FROM (\(part)) AS part" }
    let every = filter.storeIDs.flatMap {
      [id.sqlValue, $0.sqlValue] + values + [(offset + limit).sqlValue, .int(0)]
    }
    return try tx.all(
      "SELECT id FROM (\(parts.joined(separator: " UNION ALL "))) AS merged \(newestFirst)",
      values: every + [limit.sqlValue, offset.sqlValue], as: { try $0.text(0) })
  }

  /// Orders' own rows, in the order of their ids.
  private func bareOrders(_ ids: [String]) throws -> [Order] {
    guard !ids.isEmpty else { return [] }
    let orders = try tx.all(
      "SELECT \(Self.orderColumns) FROM orders WHERE tenant_id = ? AND id IN (\(ids.placeholders))",
      values: [id.sqlValue] + ids.map(\.sqlValue), as: Self.bareOrder)
    let byID = Dictionary(orders.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    return ids.compactMap { byID[$0] }
  }

  /// From where a page is to be looked for: the mark farthest down that is not beyond it, and how many orders
  /// lie between.
  private func start(
    of offset: Int64, in filter: OrderFilter, _ counts: [String: Int64]
  ) throws -> (mark: OrderMark?, rest: Int64) {
    // Orders change their status, so that marks within one would not stand still.
    guard filter.status == nil, offset > Self.shallow, filter.storeIDs.count <= OrderFilter.maximumMergedStores else {
      return (nil, offset)
    }
    let shelves = try filter.storeIDs.map { storeID in
      // Marks newer than all that the offset can reach are of no use.
      MarkedStore(
        storeID: storeID, count: counts[storeID] ?? 0,
        marks: try marks(of: storeID, upTo: .max, limit: offset / OrderMark.stride + 2))
    }
    guard let mark = MarkedStore.farthest(in: shelves, within: offset) else { return (nil, offset) }
    let newer = try shelves.reduce(Int64(0)) { sum, shelf in
      let above = shelf.above(mark)
      if above == mark { return sum + shelf.count - mark.ordinal }
      let settled = above.map { shelf.count - $0.ordinal } ?? 0
      return sum + settled + (try orders(of: shelf.storeID, newerThan: mark, upTo: above))
    }
    return (mark, offset - newer)
  }
}

extension TenantTransaction {
  /// A lead's orders that a proof of payment can be attached to, newest first: those that await one, and those
  /// that await payment to the store's own key.
  func ordersAwaitingProof(of leadID: String) throws -> [String] {
    try tx.all(
      """
      SELECT o.id FROM orders o
      WHERE o.tenant_id = ? AND o.lead_id = ? AND o.payment_method = 'pix' AND (o.status = 'awaiting_proof'
        OR o.status = 'awaiting_payment' AND EXISTS (
          SELECT 1 FROM payment_attempts a WHERE a.tenant_id = o.tenant_id AND a.order_id = o.id
            AND a.provider = 'manual_pix' AND a.status = 'pending'))
      ORDER BY o.created_at DESC, o.id DESC LIMIT 20
      """, id, leadID, as: { try $0.text(0) })
  }
}
