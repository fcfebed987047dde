import Storage

/// The counted failures, in transactions of others.
enum LoginFailures {
  /// - Throws: ``LockoutError/locked(_:)`` with the longest wait when any of the counters is locked.
  static func refuse(_ tx: any Transaction, _ counters: [FailureCounter], at now: Timestamp) throws {
    let waits = try counters.compactMap { try count(tx, $0)?.locked(at: now) }
    if let longest = waits.max() { throw LockoutError.locked(longest) }
  }

  /// Counts a failure with every counter.
  /// - Returns: what each has counted now, in their order.
  static func record(
    _ tx: any Transaction, _ counters: [FailureCounter], at now: Timestamp
  ) throws -> [FailureCount] {
    try counters.map { counter in
      let next = FailureCount(after: try count(tx, counter), at: now, free: counter.freeFailures)
      try tx.execute(
        """
        INSERT INTO login_failures (tenant_id, scope, counter_key, failures, last_failed_at, locked_until)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant_id, scope, counter_key) DO UPDATE SET failures = excluded.failures,
          last_failed_at = excluded.last_failed_at, locked_until = excluded.locked_until
        """, counter.tenantID, counter.scope.rawValue, counter.key, next.failures, next.lastFailedAt,
        next.lockedUntil)
      return next
    }
  }

  /// Forgets the failures of every counter but the network's: whoever has one account of their own could
  /// else wipe out the traces of guessing at others.
  /// - Returns: how many failures were forgotten.
  static func forget(_ tx: any Transaction, _ counters: [FailureCounter]) throws -> Int64 {
    try counters.filter { $0.scope != .network }.reduce(0) { sum, counter in
      let forgotten = try tx.first(
        "DELETE FROM login_failures WHERE tenant_id = ? AND scope = ? AND counter_key = ? RETURNING failures",
        counter.tenantID, counter.scope.rawValue, counter.key
      ) { try $0.int(0) }
      return sum + (forgotten ?? 0)
    }
  }

  /// Whether anything is counted that ``forget(_:_:)`` would delete.
  static func any(_ tx: any Transaction, _ counters: [FailureCounter]) throws -> Bool {
    try counters.contains { try $0.scope != .network && count(tx, $0) != nil }
  }

  /// Deletes what no longer counts.
  static func prune(_ tx: any Transaction, at now: Timestamp) throws {
    try tx.execute(
      "DELETE FROM login_failures WHERE last_failed_at < ?", now.adding(.zero - FailureCount.memory))
  }

  private static func count(_ tx: any Transaction, _ counter: FailureCounter) throws -> FailureCount? {
    try tx.first(
      """
      SELECT failures, last_failed_at, locked_until FROM login_failures
      WHERE tenant_id = ? AND scope = ? AND counter_key = ?
      """, counter.tenantID, counter.scope.rawValue, counter.key
    ) { FailureCount(failures: try $0.int(0), lastFailedAt: try $0.time(1), lockedUntil: try $0.optionalTime(2)) }
  }
}
