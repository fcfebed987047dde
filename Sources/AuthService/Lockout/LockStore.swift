import Runtime
import Storage

/// The locks that hold, as operators see and end them.
struct LockStore: Sendable {
  let database: any Database

  /// One counter that is locked. Whose it is can't be told: it is stored as a hash.
  struct Lock: Sendable, Equatable {
    var scope: FailureCounter.Scope
    var failures: Int64
    var lockedUntil: Timestamp
  }

  /// A tenant's locks, those that last longest first.
  func locks(tenantID: String, at now: Timestamp) async throws -> [Lock] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT scope, failures, locked_until FROM login_failures WHERE tenant_id = ? AND locked_until > ?
        ORDER BY locked_until DESC LIMIT 1000
        """, tenantID, now
      ) { row in
        guard let scope = FailureCounter.Scope(rawValue: try row.text(0)) else {
          throw StorageError.unexpectedType("login_failures.scope")
        }
        return Lock(scope: scope, failures: try row.int(1), lockedUntil: try row.time(2))
      }
    }
  }

  /// Forgets the failures at a user's password and codes: the account's, and those of the addresses that the
  /// user is known by. A known device's own counter can't be found; it ends by itself.
  /// - Throws: ``AuthError/userNotFound``.
  func clear(userID: String, audit: AuditEntry) async throws -> Int64 {
    let tenantID = audit.tenantID
    return try await database.write { tx in
      let found = try tx.first(
        "SELECT email_normalized FROM users WHERE tenant_id = ? AND id = ?", tenantID, userID
      ) { try $0.optionalText(0) }
      guard let email = found else { throw AuthError.userNotFound }
      let addresses = try tx.all(
        "SELECT DISTINCT ip_address FROM sessions WHERE tenant_id = ? AND user_id = ? AND ip_address IS NOT NULL",
        tenantID, userID
      ) { try $0.text(0) }
      var counters = Self.counters(.code, "user:\(userID)", tenantID, addresses)
      if let email { counters += Self.counters(.password, "user:\(email)", tenantID, addresses) }
      return try Self.delete(tx, counters, audit)
    }
  }

  private static func counters(
    _ secret: Guess.Secret, _ account: String, _ tenantID: String, _ addresses: [String]
  ) -> [FailureCounter] {
    [FailureCounter(.account, tenantID: tenantID, secret.rawValue, account)]
      + addresses.map { FailureCounter(.address, tenantID: tenantID, secret.rawValue, account, $0) }
  }

  /// Forgets the failures of a client's network.
  func clear(network: ClientNetwork, audit: AuditEntry) async throws -> Int64 {
    try await database.write { tx in
      try Self.delete(tx, [FailureCounter(.network, tenantID: audit.tenantID, network.text)], audit)
    }
  }

  /// Forgets every failure of a tenant.
  func clearAll(audit: AuditEntry) async throws -> Int64 {
    try await database.write { tx in
      let count = try tx.execute("DELETE FROM login_failures WHERE tenant_id = ?", audit.tenantID)
      try AuditLog.append(tx, audit)
      return Int64(count)
    }
  }

  private static func delete(_ tx: any Transaction, _ counters: [FailureCounter], _ audit: AuditEntry) throws -> Int64 {
    let count = try counters.reduce(Int64(0)) { sum, counter in
      sum
        + Int64(
          try tx.execute(
            "DELETE FROM login_failures WHERE tenant_id = ? AND scope = ? AND counter_key = ?", counter.tenantID,
            counter.scope.rawValue, counter.key))
    }
    try AuditLog.append(tx, audit)
    return count
  }
}
