import Storage

/// Logins to the dashboard.
extension TenantTransaction {
  /// Valid means: neither ended nor expired, of an active admin of an active tenant. Takes the moment.
  private static let validAdminSessions = """
    admin_sessions s
    JOIN tenant_admins a ON a.tenant_id = s.tenant_id AND a.id = s.admin_id
    JOIN tenants t ON t.id = s.tenant_id
    WHERE s.ended_at IS NULL AND s.expires_at > ? AND a.is_active = 1 AND t.status = 'active'
    """

  private static let adminSessionColumns =
    "s.id, s.tenant_id, s.admin_id, s.created_at, s.expires_at, s.authenticated_at"

  private static func adminSession(_ row: any Row) throws -> LoginSession {
    LoginSession(
      id: try row.text(0), tenantID: try row.text(1), userID: try row.text(2), createdAt: try row.time(3),
      expiresAt: try row.time(4), authenticatedAt: try row.time(5))
  }

  /// A session by its id, if it is valid.
  func adminSession(_ sessionID: String, at now: Timestamp) throws -> LoginSession? {
    try tx.first(
      "SELECT \(Self.adminSessionColumns) FROM \(Self.validAdminSessions) AND s.tenant_id = ? AND s.id = ?", now, id,
      sessionID, as: Self.adminSession)
  }

  /// The admin and the session behind an access token, if both are valid.
  func authenticatedAdmin(
    _ adminID: String, sessionID: String, at now: Timestamp
  ) throws -> AdminSessionStore.Authenticated? {
    try tx.first(
      """
      SELECT \(Self.adminSessionColumns), \(Self.adminColumns), t.step_up FROM \(Self.validAdminSessions)
        AND s.tenant_id = ? AND s.id = ? AND s.admin_id = ?
      """, now, id, sessionID, adminID
    ) { row in
      AdminSessionStore.Authenticated(
        admin: try Self.admin(row, at: 6), session: try Self.adminSession(row), tenantWantsStepUp: try row.bool(13))
    }
  }

  /// The valid session that a refresh token names, with what tells the token's age.
  func adminLogin(
    _ sessionID: String, at now: Timestamp
  ) throws -> (session: LoginSession, admin: DashboardAdmin, family: RefreshFamily)? {
    try tx.first(
      """
      SELECT \(Self.adminSessionColumns), \(Self.adminColumns), s.refresh_hash, s.refresh_generation,
        s.refresh_issued_at
      FROM \(Self.validAdminSessions) AND s.tenant_id = ? AND s.id = ?
      """, now, id, sessionID
    ) { row in
      (
        session: try Self.adminSession(row), admin: try Self.admin(row, at: 6),
        family: RefreshFamily(firstHash: try row.blob(13), generation: try row.int(14), issuedAt: try row.time(15))
      )
    }
  }

  /// Makes the newest refresh token of a session known.
  func save(_ family: RefreshFamily, ofAdminSession sessionID: String, at now: Timestamp) throws {
    try tx.execute(
      """
      UPDATE admin_sessions SET refresh_generation = ?, refresh_issued_at = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, family.generation, now, now, id, sessionID)
  }

  func insertAdminSession(_ session: LoginSession, refreshHash: [UInt8], device: Device) throws {
    try tx.execute(
      """
      INSERT INTO admin_sessions (tenant_id, id, admin_id, refresh_hash, refresh_issued_at, ip_address, user_agent,
        created_at, updated_at, authenticated_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, session.id, session.userID, refreshHash, session.createdAt, device.ipAddress, device.userAgent,
      session.createdAt, session.createdAt, session.authenticatedAt, session.expiresAt)
  }

  /// Notes that the admin has proved to be the admin again.
  func stepUpAdminSession(_ session: LoginSession, audit: AuditEntry, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE admin_sessions SET authenticated_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", now, now, id,
      session.id)
    try append(audit)
  }

  /// Ends one session; false when there was none to end.
  func endAdminSession(_ sessionID: String, at now: Timestamp) throws -> Bool {
    let ended = try tx.execute(
      "UPDATE admin_sessions SET ended_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ? AND ended_at IS NULL",
      now, now, id, sessionID)
    guard ended > 0 else { return false }
    try append(Revocation(kind: .session, subjectID: sessionID, at: now))
    return true
  }

  /// Ends every session of an admin, or every one but `kept`; for why
  /// each is revoked by its own id, see ``SessionStore``.
  func endAdminSessions(of adminID: String, except kept: String? = nil, at now: Timestamp) throws {
    let ended = try tx.all(
      """
      UPDATE admin_sessions SET ended_at = ?, updated_at = ?
      WHERE tenant_id = ? AND admin_id = ? AND id <> ? AND ended_at IS NULL RETURNING id
      """, now, now, id, adminID, kept ?? ""
    ) { try $0.text(0) }
    for sessionID in ended { try append(Revocation(kind: .session, subjectID: sessionID, at: now)) }
    guard kept == nil else { return }
    try append(Revocation(kind: .user, subjectID: adminID, at: now))
  }
}
