import Storage

/// Every tenant's attempts that the clock has something to say about.
extension PaymentStore {
  /// Open attempts that can't be paid any more, the longest overdue first.
  /// - Parameter last: where the previous page ended.
  static func overdueAttempts(
    _ tx: any Transaction, at now: Timestamp, after last: AttemptReference?, limit: Int
  ) throws -> [AttemptReference] {
    try list(tx, "status = 'pending' AND expires_at IS NOT NULL AND", "expires_at", now, last, limit)
  }

  /// Attempts whose provider is to be asked, the longest overdue first.
  static func attemptsToCheck(
    _ tx: any Transaction, at now: Timestamp, after last: AttemptReference?, limit: Int
  ) throws -> [AttemptReference] {
    try list(tx, "", "next_check_at", now, last, limit)
  }

  private static func list(
    _ tx: any Transaction, _ filter: String, _ column: String, _ now: Timestamp, _ last: AttemptReference?, _ limit: Int
  ) throws -> [AttemptReference] {
    try tx.all(
      """
      SELECT tenant_id, order_id, id, \(column) FROM payment_attempts
      WHERE \(filter) \(column) <= ? AND (\(column), id) > (?, ?)
      ORDER BY \(column), id LIMIT ?
      """, now, last?.at ?? Timestamp(microseconds: .min), last?.attemptID ?? "", limit
    ) { row in
      AttemptReference(
        tenantID: try row.text(0), orderID: try row.text(1), attemptID: try row.text(2), at: try row.time(3))
    }
  }
}
