import Runtime
import Storage

/// Sessions as Better Auth sees them: the same rows as ``SessionStore``'s. Tokens are looked up by their
/// hash; beside it they are kept sealed, since Better Auth wants them back.
struct BetterAuthSessionStore: Sendable {
  let database: any Database
  let signal: RevocationSignal
  let box: SecretBox

  /// A valid session by its token's hash.
  func session(tenantID: String, tokenHash: [UInt8], at now: Timestamp) async throws -> BetterAuthSession? {
    try await database.read { tx in
      try validSession(tx, tenantID: tenantID, "s.token_hash = ?", tokenHash.sqlValue, now)
    }
  }

  /// A valid session by its id.
  func session(tenantID: String, id: String, at now: Timestamp) async throws -> BetterAuthSession? {
    try await database.read { tx in try validSession(tx, tenantID: tenantID, "s.id = ?", id.sqlValue, now) }
  }

  /// Stores a session.
  /// - Throws: ``AuthError/userNotFound``, ``AuthError/accountDeactivated``, ``BetterAuthError/sessionExists``.
  func create(
    _ new: NewBetterAuthSession, id: String, token: String, tenantID: String, by context: AuditContext
  ) async throws -> BetterAuthSession {
    let createdAt = new.createdAt ?? context.at
    let session = BetterAuthSession(
      id: id, userID: new.userID, token: token, expiresAt: new.expiresAt, ipAddress: new.ipAddress,
      userAgent: new.userAgent, createdAt: createdAt, updatedAt: new.updatedAt ?? createdAt)
    let sealed = try box.seal(Array(token.utf8))
    try await database.write { tx in
      let isActive = try tx.first("SELECT is_active FROM users WHERE tenant_id = ? AND id = ?", tenantID, new.userID) {
        try $0.bool(0)
      }
      guard let isActive else { throw AuthError.userNotFound }
      guard isActive else { throw AuthError.accountDeactivated }
      try Self.insert(tx, session, tokenHash: SecretToken.hash(token), sealed: sealed, tenantID: tenantID)
      try AuditLog.append(tx, context.entry("user.session_create", ofUser: new.userID, ["session_id": id]))
    }
    return session
  }

  /// Changes a valid session; an end that is not in the future ends it.
  /// - Returns: the session as it is, and its token's hash.
  /// - Throws: ``AuthError/sessionUnknown``.
  func update(
    _ change: BetterAuthSessionChange, id: String, tenantID: String, at now: Timestamp
  ) async throws -> (session: BetterAuthSession, tokenHash: [UInt8]) {
    let updated = try await database.write { tx in
      guard var session = try validSession(tx, tenantID: tenantID, "s.id = ?", id.sqlValue, now) else {
        throw AuthError.sessionUnknown
      }
      let oldEnd = session.expiresAt
      session.expiresAt = change.expiresAt ?? session.expiresAt
      session.ipAddress = change.ipAddress ?? session.ipAddress
      session.userAgent = change.userAgent ?? session.userAgent
      session.updatedAt = change.updatedAt ?? now
      let hash = try Self.store(tx, session, tenantID: tenantID)
      if session.expiresAt <= now {
        _ = try SessionStore.end(tx, tenantID: tenantID, id: id, at: now)
      } else if session.expiresAt < oldEnd {
        // Gateways remember sessions until their end.
        try RevocationStore.append(
          tx, tenantID: tenantID, Revocation(kind: .sessionChanged, subjectID: id, at: now))
      }
      return (session, hash)
    }
    signal.wake()
    return updated
  }

  /// Ends a session.
  /// - Throws: ``AuthError/sessionUnknown`` for one that is unknown or has ended before.
  func end(id: String, tenantID: String, by context: AuditContext) async throws {
    try await database.write { tx in
      let userID = try tx.first("SELECT user_id FROM sessions WHERE tenant_id = ? AND id = ?", tenantID, id) {
        try $0.text(0)
      }
      guard let userID, try SessionStore.end(tx, tenantID: tenantID, id: id, at: context.at) else {
        throw AuthError.sessionUnknown
      }
      try AuditLog.append(tx, context.entry("user.session_end", ofUser: userID, ["session_id": id]))
    }
    signal.wake()
  }

  /// Ends every session of a user; does nothing for an unknown one.
  func endAll(userID: String, tenantID: String, by context: AuditContext) async throws {
    try await database.write { tx in
      guard try tx.exists("SELECT 1 FROM users WHERE tenant_id = ? AND id = ?", tenantID, userID) else { return }
      try SessionStore.endAll(tx, tenantID: tenantID, userID: userID, at: context.at)
      try AuditLog.append(tx, context.entry("user.sessions_end", ofUser: userID))
    }
    signal.wake()
  }

  private static func insert(
    _ tx: any Transaction, _ session: BetterAuthSession, tokenHash: [UInt8], sealed: [UInt8], tenantID: String
  ) throws {
    let inserted = try tx.execute(
      """
      INSERT INTO sessions (tenant_id, id, user_id, token_hash, token_sealed, ip_address, user_agent, created_at,
        updated_at, expires_at, authenticated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, tenantID, session.id, session.userID, tokenHash, sealed, session.ipAddress, session.userAgent,
      session.createdAt, session.updatedAt, session.expiresAt, session.createdAt)
    guard inserted > 0 else { throw BetterAuthError.sessionExists }
  }

  /// - Returns: the token's hash.
  private static func store(_ tx: any Transaction, _ session: BetterAuthSession, tenantID: String) throws -> [UInt8] {
    let hash = try tx.first(
      """
      UPDATE sessions SET expires_at = ?, ip_address = ?, user_agent = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ? RETURNING token_hash
      """, session.expiresAt, session.ipAddress, session.userAgent, session.updatedAt, tenantID, session.id
    ) { try $0.blob(0) }
    guard let hash else { throw AuthError.sessionUnknown }
    return hash
  }

  /// Valid means: neither ended nor expired, of an active user of an active tenant.
  private func validSession(
    _ tx: any Transaction, tenantID: String, _ condition: String, _ argument: SQLValue, _ now: Timestamp
  ) throws -> BetterAuthSession? {
    try tx.first(
      """
      SELECT s.id, s.user_id, s.token_sealed, s.expires_at, s.ip_address, s.user_agent, s.created_at, s.updated_at
      FROM sessions s
      JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
      JOIN tenants t ON t.id = s.tenant_id
      WHERE s.tenant_id = ? AND \(condition) AND s.ended_at IS NULL AND s.expires_at > ? AND u.is_active = 1
        AND t.status = 'active'
      """, tenantID, argument, now, as: session)
  }

  private func session(_ row: any Row) throws -> BetterAuthSession {
    // A token that was sealed with another pepper is as good as one that was never kept.
    let token = try row.optionalBlob(2).flatMap { try? box.open($0) }
    return BetterAuthSession(
      id: try row.text(0), userID: try row.text(1), token: token.map { String(decoding: $0, as: UTF8.self) },
      expiresAt: try row.time(3), ipAddress: try row.optionalText(4), userAgent: try row.optionalText(5),
      createdAt: try row.time(6), updatedAt: try row.time(7))
  }
}
