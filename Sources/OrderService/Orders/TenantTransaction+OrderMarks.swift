import Storage

/// Marks stand for what never changes: orders are not deleted, and new ones are the newest.
extension TenantTransaction {
  /// How many marks one write makes.
  private static let marksPerWrite: Int64 = 64

  /// A store's newest mark.
  func lastMark(of storeID: String) throws -> OrderMark? {
    try marks(of: storeID, upTo: .max, limit: 1).first
  }

  /// A store's marks up to an ordinal, newest first.
  func marks(of storeID: String, upTo ordinal: Int64, limit: Int64) throws -> [OrderMark] {
    try tx.all(
      """
      SELECT ordinal, created_at, order_id FROM order_marks
      WHERE tenant_id = ? AND store_id = ? AND ordinal <= ? ORDER BY ordinal DESC LIMIT ?
      """, id, storeID, ordinal, limit
    ) { OrderMark(ordinal: try $0.int(0), createdAt: try $0.time(1), orderID: try $0.text(2)) }
  }

  /// The next marks that a store's settled orders have room for.
  func missingMarks(of storeID: String, at now: Timestamp) throws -> [OrderMark] {
    let last = try lastMark(of: storeID)
    var ordinal = last?.ordinal ?? 0
    var marks: [OrderMark] = []
    try tx.forEach(
      """
      SELECT created_at, id FROM orders
      WHERE tenant_id = ? AND store_id = ? AND (created_at, id) > (?, ?) AND created_at <= ?
      ORDER BY created_at, id LIMIT ?
      """,
      [
        id.sqlValue, storeID.sqlValue, (last?.createdAt ?? Timestamp(microseconds: .min)).sqlValue,
        (last?.orderID ?? "").sqlValue, now.subtracting(OrderMark.settled).sqlValue,
        (Self.marksPerWrite * OrderMark.stride).sqlValue,
      ]
    ) { row in
      ordinal += 1
      guard ordinal.isMultiple(of: OrderMark.stride) else { return }
      marks.append(OrderMark(ordinal: ordinal, createdAt: try row.time(0), orderID: try row.text(1)))
    }
    return marks
  }

  /// Writes marks; another replica finds the same ones.
  func insert(_ marks: [OrderMark], of storeID: String) throws {
    try insert(
      into: "order_marks", ["tenant_id", "store_id", "ordinal", "created_at", "order_id"],
      marks.map { [.text(id), .text(storeID), .int($0.ordinal), $0.createdAt.sqlValue, .text($0.orderID)] },
      "ON CONFLICT (tenant_id, store_id, ordinal) DO NOTHING")
  }

  /// How many of a store's orders are newer than one mark and not newer than another, if that is given.
  func orders(of storeID: String, newerThan mark: OrderMark, upTo upper: OrderMark?) throws -> Int64 {
    let bound = upper.map { [$0.createdAt.sqlValue, $0.orderID.sqlValue] } ?? []
    return try tx.all(
      """
      SELECT COUNT(*) FROM orders WHERE tenant_id = ? AND store_id = ? AND (created_at, id) > (?, ?)
        \(bound.isEmpty ? "" : "AND (created_at, id) <= (?, ?)")
      """, values: [id.sqlValue, storeID.sqlValue, mark.createdAt.sqlValue, mark.orderID.sqlValue] + bound,
      as: { try $0.int(0) }
    ).first ?? 0
  }
}
