import Storage

/// Login sessions.
struct SessionStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// Adds a session in the caller's transaction.
  static func insert(_ tx: any Transaction, _ new: NewSession) throws {
    let session = new.session
    try tx.execute(
      """
      INSERT INTO sessions (tenant_id, id, user_id, token_hash, refresh_hash, ip_address, user_agent,
        created_at, updated_at, expires_at, authenticated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, session.tenantID, session.id, session.userID, new.cookieHash, new.refreshHash, new.device.ipAddress,
      new.device.userAgent, session.createdAt, session.createdAt, session.expiresAt, session.authenticatedAt)
  }

  /// The session behind a cookie, if it is valid. The token is a secret of its own, so no tenant is asked
  /// for: the session names it.
  func session(cookieHash: [UInt8], at now: Timestamp) async throws -> LoginSession? {
    try await validSession("s.token_hash = ?", [cookieHash.sqlValue], now)
  }

  /// A session by its id, if it is valid.
  func session(tenantID: String, id: String, at now: Timestamp) async throws -> LoginSession? {
    try await validSession("s.tenant_id = ? AND s.id = ?", [tenantID.sqlValue, id.sqlValue], now)
  }

  /// Ends one session; false when there was none to end.
  @discardableResult
  func end(tenantID: String, id: String, audit: AuditEntry? = nil, at now: Timestamp) async throws -> Bool {
    let ended = try await database.write { tx in
      guard try Self.end(tx, tenantID: tenantID, id: id, at: now) else { return false }
      if let audit { try AuditLog.append(tx, audit) }
      return true
    }
    signal.wake()
    return ended
  }

  /// Ends one session in the caller's transaction; false when there was none to end.
  static func end(_ tx: any Transaction, tenantID: String, id: String, at now: Timestamp) throws -> Bool {
    let ended = try tx.execute(
      "UPDATE sessions SET ended_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ? AND ended_at IS NULL",
      now, now, tenantID, id)
    guard ended > 0 else { return false }
    try RevocationStore.append(tx, tenantID: tenantID, Revocation(kind: .session, subjectID: id, at: now))
    return true
  }

  /// Ends every session of a user, or every one but `kept`, in the caller's transaction.
  ///
  /// Each session is revoked by its own id as well: a JWT's `iat` has whole seconds, too coarse to tell
  /// a token from before this moment from that of a login right after it.
  static func endAll(
    _ tx: any Transaction, tenantID: String, userID: String, except kept: String? = nil, at now: Timestamp
  ) throws {
    // Whoever waits for the second factor has proven what may be true no more.
    try LoginChallengeStore.endAll(tx, of: .user(userID, of: tenantID))
    let ended = try tx.all(
      """
      UPDATE sessions SET ended_at = ?, updated_at = ?
      WHERE tenant_id = ? AND user_id = ? AND id <> ? AND ended_at IS NULL RETURNING id
      """, now, now, tenantID, userID, kept ?? ""
    ) { try $0.text(0) }
    for id in ended {
      try RevocationStore.append(tx, tenantID: tenantID, Revocation(kind: .session, subjectID: id, at: now))
    }
    // Of the user as a whole only when no session stays.
    guard kept == nil else { return }
    try RevocationStore.append(tx, tenantID: tenantID, Revocation(kind: .user, subjectID: userID, at: now))
  }

  /// Deletes sessions that expired before a moment.
  func prune(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM sessions WHERE expires_at < ?", limit) }
  }

  private func validSession(_ condition: String, _ arguments: [SQLValue], _ now: Timestamp) async throws
    -> LoginSession?
  {
    try await database.read { tx in
      try tx.all(
        "SELECT \(Self.columns) FROM \(Self.validSessions) AND \(condition)", values: [now.sqlValue] + arguments,
        as: Self.session
      ).first
    }
  }

  /// Valid means: neither ended nor expired, of an active user of an active tenant. Takes the moment.
  static let validSessions = """
    sessions s
    JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
    JOIN tenants t ON t.id = s.tenant_id
    WHERE s.ended_at IS NULL AND s.expires_at > ? AND u.is_active = 1 AND t.status = 'active'
    """

  static let columns = "s.id, s.tenant_id, s.user_id, s.created_at, s.expires_at, s.authenticated_at"

  static func session(_ row: any Row) throws -> LoginSession {
    LoginSession(
      id: try row.text(0), tenantID: try row.text(1), userID: try row.text(2), createdAt: try row.time(3),
      expiresAt: try row.time(4), authenticatedAt: try row.time(5))
  }
}
