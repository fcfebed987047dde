import Storage

/// The counted failures at logins. Those at the dashboard are counted under no tenant: its id is empty.
extension TenantTransaction {
  /// - Throws: ``LockoutError/locked(_:)`` with the longest wait when any of the counters is locked.
  func requireUnlocked(_ counters: [FailureCounter], at now: Timestamp) throws {
    let waits = try counters.compactMap { try failures(of: $0)?.locked(at: now) }
    if let longest = waits.max() { throw LockoutError.locked(longest) }
  }

  /// Counts a failure with every counter.
  /// - Returns: what each has counted now, in their order.
  func recordFailure(_ counters: [FailureCounter], at now: Timestamp) throws -> [FailureCount] {
    try counters.map { counter in
      let next = FailureCount(after: try failures(of: counter), at: now, free: counter.freeFailures)
      try tx.execute(
        """
        INSERT INTO login_failures (tenant_id, scope, counter_key, failures, last_failed_at, locked_until)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant_id, scope, counter_key) DO UPDATE SET failures = excluded.failures,
          last_failed_at = excluded.last_failed_at, locked_until = excluded.locked_until
        """, id, counter.scope.rawValue, counter.key, next.failures, next.lastFailedAt, next.lockedUntil)
      return next
    }
  }

  /// Forgets the failures of every counter but the network's: whoever has one account of their own could
  /// else wipe out the traces of guessing at others.
  /// - Returns: how many failures were forgotten.
  func forgetFailures(_ counters: [FailureCounter]) throws -> Int64 {
    try counters.filter { $0.scope != .network }.reduce(0) { sum, counter in
      let forgotten = try tx.first(
        "DELETE FROM login_failures WHERE tenant_id = ? AND scope = ? AND counter_key = ? RETURNING failures", id,
        counter.scope.rawValue, counter.key
      ) { try $0.int(0) }
      return sum + (forgotten ?? 0)
    }
  }

  /// Whether anything is counted that ``forgetFailures(_:)`` would delete.
  func hasFailures(_ counters: [FailureCounter]) throws -> Bool {
    try counters.contains { try $0.scope != .network && failures(of: $0) != nil }
  }

  /// The locks that hold, those that last longest first, at most 1000.
  func loginLocks(at now: Timestamp) throws -> [LockStore.Lock] {
    try tx.all(
      """
      SELECT scope, failures, locked_until FROM login_failures WHERE tenant_id = ? AND locked_until > ?
      ORDER BY locked_until DESC LIMIT 1000
      """, id, now
    ) { row in
      guard let scope = FailureCounter.Scope(rawValue: try row.text(0)) else {
        throw StorageError.unexpectedType("login_failures.scope")
      }
      return LockStore.Lock(scope: scope, failures: try row.int(1), lockedUntil: try row.time(2))
    }
  }

  /// Deletes counters, whatever they have counted.
  /// - Returns: how many there were.
  func deleteFailureCounters(_ counters: [FailureCounter]) throws -> Int64 {
    try counters.reduce(Int64(0)) { sum, counter in
      let count = try tx.execute(
        "DELETE FROM login_failures WHERE tenant_id = ? AND scope = ? AND counter_key = ?", id,
        counter.scope.rawValue, counter.key)
      return sum + Int64(count)
    }
  }

  /// Deletes every counter.
  /// - Returns: how many there were.
  func deleteAllFailureCounters() throws -> Int64 {
    Int64(try tx.execute("DELETE FROM login_failures WHERE tenant_id = ?", id))
  }

  private func failures(of counter: FailureCounter) throws -> FailureCount? {
    try tx.first(
      """
      SELECT failures, last_failed_at, locked_until FROM login_failures
      WHERE tenant_id = ? AND scope = ? AND counter_key = ?
      """, id, counter.scope.rawValue, counter.key
    ) { FailureCount(failures: try $0.int(0), lastFailedAt: try $0.time(1), lockedUntil: try $0.optionalTime(2)) }
  }
}
