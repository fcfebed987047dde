import Storage

/// Calls that are not settled, all tenants'.
struct StripeCallStore: Sendable {
  let database: any Database

  /// Those that wait for an attempt, oldest first.
  func due(at now: Timestamp, limit: Int) async throws -> [(tenantID: String, key: String)] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT tenant_id, key FROM stripe_calls
        WHERE state IN ('new', 'sent') AND due_at <= ? AND leased_until <= ? ORDER BY due_at LIMIT ?
        """, now, now, limit
      ) { (tenantID: try $0.text(0), key: try $0.text(1)) }
    }
  }

  /// Since when the one waits that waits longest.
  func oldestDue(at now: Timestamp) async throws -> Timestamp? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT MIN(due_at) FROM stripe_calls WHERE state IN ('new', 'sent') AND due_at <= ? AND leased_until <= ?
        """, now, now
      ) { try $0.optionalTime(0) } ?? nil
    }
  }
}
