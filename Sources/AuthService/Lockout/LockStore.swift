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
    try await database.read(tenant: tenantID) { try $0.loginLocks(at: now) }
  }

  /// Forgets the failures at a user's password and codes: the account's, and those of the addresses that the
  /// user is known by. A known device's own counter can't be found; it ends by itself.
  /// - Throws: ``AuthError/userNotFound``.
  func clear(userID: String, audit: AuditEntry) async throws -> Int64 {
    try await clear(audit) { tenant in
      guard try tenant.user(id: userID) != nil else { throw AuthError.userNotFound }
      let addresses = try tenant.loginAddresses(of: userID)
      var counters = Self.counters(.code, "user:\(userID)", addresses)
      if let email = try tenant.normalizedEmail(ofUser: userID) {
        counters += Self.counters(.password, "user:\(email)", addresses)
      }
      return try tenant.deleteFailureCounters(counters)
    }
  }

  /// Forgets the failures of a client's network.
  func clear(network: ClientNetwork, audit: AuditEntry) async throws -> Int64 {
    try await clear(audit) { try $0.deleteFailureCounters([FailureCounter(.network, network.text)]) }
  }

  /// Forgets every failure of a tenant.
  func clearAll(audit: AuditEntry) async throws -> Int64 {
    try await clear(audit) { try $0.deleteAllFailureCounters() }
  }

  /// Deletes failures that no longer count.
  func prune(at now: Timestamp) async throws {
    _ = try await database.write { tx in
      try tx.execute("DELETE FROM login_failures WHERE last_failed_at < ?", now.subtracting(FailureCount.memory))
    }
  }

  private func clear(
    _ audit: AuditEntry, _ delete: @escaping @Sendable (TenantTransaction) throws -> Int64
  ) async throws -> Int64 {
    try await database.write(tenant: audit.tenantID) { tenant in
      let count = try delete(tenant)
      try tenant.append(audit)
      return count
    }
  }

  private static func counters(
    _ secret: Guess.Secret, _ account: String, _ addresses: [String]
  ) -> [FailureCounter] {
    [FailureCounter(.account, secret.rawValue, account)]
      + addresses.map { FailureCounter(.address, secret.rawValue, account, $0) }
  }
}
