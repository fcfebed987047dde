import Runtime
import Storage

/// Sessions as Better Auth sees them: the same rows as ``SessionStore``'s. Tokens are looked up by their
/// hash; beside it they are kept sealed, since Better Auth wants them back.
extension TenantTransaction {
  /// A valid session by its id.
  func betterAuthSession(_ sessionID: String, _ box: SecretBox, at now: Timestamp) throws -> BetterAuthSession? {
    try validBetterAuthSession("s.id = ?", sessionID.sqlValue, box, at: now)
  }

  /// A valid session by its token's hash.
  func betterAuthSession(tokenHash: [UInt8], _ box: SecretBox, at now: Timestamp) throws -> BetterAuthSession? {
    try validBetterAuthSession("s.token_hash = ?", tokenHash.sqlValue, box, at: now)
  }

  /// Adds a session of an active user.
  /// - Throws: ``AuthError/userNotFound``, ``AuthError/accountDeactivated``, ``BetterAuthError/sessionExists``.
  func insert(_ session: BetterAuthSession, tokenHash: [UInt8], sealed: [UInt8]) throws {
    let isActive = try tx.first("SELECT is_active FROM users WHERE tenant_id = ? AND id = ?", id, session.userID) {
      try $0.bool(0)
    }
    guard let isActive else { throw AuthError.userNotFound }
    guard isActive else { throw AuthError.accountDeactivated }
    let inserted = try tx.execute(
      """
      INSERT INTO sessions (tenant_id, id, user_id, token_hash, token_sealed, ip_address, user_agent, created_at,
        updated_at, expires_at, authenticated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, id, session.id, session.userID, tokenHash, sealed, session.ipAddress, session.userAgent,
      session.createdAt, session.updatedAt, session.expiresAt, session.createdAt)
    guard inserted > 0 else { throw BetterAuthError.sessionExists }
  }

  /// Writes a session's changes.
  /// - Returns: the token's hash.
  /// - Throws: ``AuthError/sessionUnknown``.
  func save(_ session: BetterAuthSession) throws -> [UInt8] {
    let hash = try tx.first(
      """
      UPDATE sessions SET expires_at = ?, ip_address = ?, user_agent = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ? RETURNING token_hash
      """, session.expiresAt, session.ipAddress, session.userAgent, session.updatedAt, id, session.id
    ) { try $0.blob(0) }
    guard let hash else { throw AuthError.sessionUnknown }
    return hash
  }

  /// The user of a session, ended or not.
  func userID(ofSession sessionID: String) throws -> String? {
    try tx.first("SELECT user_id FROM sessions WHERE tenant_id = ? AND id = ?", id, sessionID) { try $0.text(0) }
  }

  /// Valid means: neither ended nor expired, of an active user of an active tenant.
  private func validBetterAuthSession(
    _ condition: String, _ argument: SQLValue, _ box: SecretBox, at now: Timestamp
  ) throws -> BetterAuthSession? {
    try tx.first(
      """
      SELECT s.id, s.user_id, s.token_sealed, s.expires_at, s.ip_address, s.user_agent, s.created_at, s.updated_at
      FROM sessions s
      JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
      JOIN tenants t ON t.id = s.tenant_id
      WHERE s.tenant_id = ? AND \(condition) AND s.ended_at IS NULL AND s.expires_at > ? AND u.is_active = 1
        AND t.status = 'active'
      """, id, argument, now
    ) { row in
      // A token that was sealed with another pepper is as good as one that was never kept.
      let token = try row.optionalBlob(2).flatMap { try? box.open($0) }
      return BetterAuthSession(
        id: try row.text(0), userID: try row.text(1), token: token.map { String(decoding: $0, as: UTF8.self) },
        expiresAt: try row.time(3), ipAddress: try row.optionalText(4), userAgent: try row.optionalText(5),
        createdAt: try row.time(6), updatedAt: try row.time(7))
    }
  }
}
