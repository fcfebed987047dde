import Storage

/// Login sessions.
struct SessionStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// The session behind a cookie, if it is valid. The token is a secret of its own, so no tenant is asked
  /// for: the session names it.
  func session(cookieHash: [UInt8], at now: Timestamp) async throws -> LoginSession? {
    try await database.read { tx in
      try tx.first(
        "SELECT \(TenantTransaction.sessionColumns) FROM \(TenantTransaction.validSessions) AND s.token_hash = ?",
        now, cookieHash, as: TenantTransaction.session)
    }
  }

  /// A session by its id, if it is valid.
  func session(tenantID: String, id: String, at now: Timestamp) async throws -> LoginSession? {
    try await database.read(tenant: tenantID) { try $0.session(id: id, at: now) }
  }

  /// Stores the session of a login that waited for nothing else.
  /// - Throws: ``AuthError/accountDeactivated`` for a user who was deactivated, or deleted, meanwhile.
  func open(_ login: PreparedLogin) async throws {
    try await database.write(tenant: login.session.session.tenantID) { try login.store($0) }
  }

  /// Ends one session; false when there was none to end.
  @discardableResult
  func end(tenantID: String, id: String, audit: AuditEntry? = nil, at now: Timestamp) async throws -> Bool {
    let ended = try await database.write(tenant: tenantID) { tenant in
      guard try tenant.endSession(id: id, at: now) else { return false }
      if let audit { try tenant.append(audit) }
      return true
    }
    signal.wake()
    return ended
  }

  /// Deletes sessions that expired before a moment.
  func prune(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM sessions WHERE expires_at < ?", limit) }
  }
}
