import Storage

/// Login sessions of end users.
extension TenantTransaction {
  /// Adds a session.
  func insert(_ new: NewSession) throws {
    let session = new.session
    try tx.execute(
      """
      INSERT INTO sessions (tenant_id, id, user_id, token_hash, refresh_hash, ip_address, user_agent,
        created_at, updated_at, expires_at, authenticated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, session.id, session.userID, new.cookieHash, new.refreshHash, new.device.ipAddress,
      new.device.userAgent, session.createdAt, session.createdAt, session.expiresAt, session.authenticatedAt)
  }

  /// A session by its id, if it is valid.
  func session(id sessionID: String, at now: Timestamp) throws -> LoginSession? {
    try tx.first(
      "SELECT \(Self.sessionColumns) FROM \(Self.validSessions) AND s.tenant_id = ? AND s.id = ?", now, id, sessionID,
      as: Self.session)
  }

  /// A user's sessions that are valid, newest first.
  func sessions(of userID: String, at now: Timestamp) throws -> [ListedSession] {
    try tx.all(
      """
      SELECT \(Self.sessionColumns), s.ip_address, s.user_agent FROM \(Self.validSessions)
        AND s.tenant_id = ? AND s.user_id = ? ORDER BY s.created_at DESC, s.id DESC
      """, now, id, userID
    ) { row in
      ListedSession(
        session: try Self.session(row),
        device: Device(ipAddress: try row.optionalText(6), userAgent: try row.optionalText(7)))
    }
  }

  /// Ends one session; false when there was none to end.
  @discardableResult
  func endSession(id sessionID: String, at now: Timestamp) throws -> Bool {
    let ended = try tx.execute(
      "UPDATE sessions SET ended_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ? AND ended_at IS NULL",
      now, now, id, sessionID)
    guard ended > 0 else { return false }
    try append(Revocation(kind: .session, subjectID: sessionID, at: now))
    return true
  }

  /// Ends every session of a user, or every one but `kept`.
  ///
  /// Each session is revoked by its own id as well: a JWT's `iat` has whole seconds, too coarse to tell
  /// a token from before this moment from that of a login right after it.
  func endSessions(of userID: String, except kept: String? = nil, at now: Timestamp) throws {
    // Whoever waits for the second factor has proven what may be true no more.
    try deleteLoginChallenges(of: .user(userID, of: id))
    let ended = try tx.all(
      """
      UPDATE sessions SET ended_at = ?, updated_at = ?
      WHERE tenant_id = ? AND user_id = ? AND id <> ? AND ended_at IS NULL RETURNING id
      """, now, now, id, userID, kept ?? ""
    ) { try $0.text(0) }
    for sessionID in ended {
      try append(Revocation(kind: .session, subjectID: sessionID, at: now))
    }
    // Of the user as a whole only when no session stays.
    guard kept == nil else { return }
    try append(Revocation(kind: .user, subjectID: userID, at: now))
  }

  /// Whether a user proved who they are in this session after a moment.
  func hasAuthenticatedSession(id sessionID: String, of userID: String?, after limit: Timestamp) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM sessions
      WHERE tenant_id = ? AND id = ? AND user_id = ? AND ended_at IS NULL AND authenticated_at > ?
      """, id, sessionID, userID, limit)
  }

  /// Marks a session as freshly authenticated.
  /// - Throws: ``AuthError/sessionUnknown`` for one that has ended.
  func markSessionAuthenticated(id sessionID: String, of userID: String, at now: Timestamp) throws {
    let changed = try tx.execute(
      """
      UPDATE sessions SET authenticated_at = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ? AND user_id = ? AND ended_at IS NULL
      """, now, now, id, sessionID, userID)
    guard changed > 0 else { throw AuthError.sessionUnknown }
  }

  /// A session that can be refreshed, with its refresh tokens.
  func refreshableSession(
    id sessionID: String, at now: Timestamp
  ) throws -> (session: LoginSession, family: RefreshFamily)? {
    try tx.first(
      """
      SELECT \(Self.sessionColumns), s.refresh_hash, s.refresh_generation, s.refresh_issued_at
      FROM \(Self.validSessions) AND s.tenant_id = ? AND s.id = ? AND s.refresh_hash IS NOT NULL
      """, now, id, sessionID
    ) { row in
      (
        try Self.session(row),
        RefreshFamily(firstHash: try row.blob(6), generation: try row.int(7), issuedAt: try row.time(8))
      )
    }
  }

  /// Notes which refresh token of a session is the newest.
  func setRefreshFamily(_ family: RefreshFamily, ofSession sessionID: String, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE sessions SET refresh_generation = ?, refresh_issued_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
      family.generation, family.issuedAt, now, id, sessionID)
  }

  /// Whether somebody has logged in from an address after a moment.
  func hasLogin(of subject: LoginSubject, from address: String, after limit: Timestamp) throws -> Bool {
    let sessions =
      switch subject.kind {
      case .user: "sessions WHERE tenant_id = ? AND user_id = ?"
      case .admin: "admin_sessions WHERE tenant_id = ? AND admin_id = ?"
      }
    return try tx.exists(
      "SELECT 1 FROM \(sessions) AND ip_address = ? AND created_at > ?", id, subject.id, address, limit)
  }

  /// The addresses that a user has logged in from.
  func loginAddresses(of userID: String) throws -> [String] {
    try tx.all(
      "SELECT DISTINCT ip_address FROM sessions WHERE tenant_id = ? AND user_id = ? AND ip_address IS NOT NULL", id,
      userID
    ) { try $0.text(0) }
  }

  /// Valid means: neither ended nor expired, of an active user of an active tenant. Takes the moment.
  static let validSessions = """
    sessions s
    JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
    JOIN tenants t ON t.id = s.tenant_id
    WHERE s.ended_at IS NULL AND s.expires_at > ? AND u.is_active = 1 AND t.status = 'active'
    """

  static let sessionColumns = "s.id, s.tenant_id, s.user_id, s.created_at, s.expires_at, s.authenticated_at"

  static func session(_ row: any Row) throws -> LoginSession {
    LoginSession(
      id: try row.text(0), tenantID: try row.text(1), userID: try row.text(2), createdAt: try row.time(3),
      expiresAt: try row.time(4), authenticatedAt: try row.time(5))
  }
}
