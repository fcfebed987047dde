import Storage

/// Logins to the dashboard: sessions whose user is an admin.
struct AdminSessionStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// An admin with the session of a call and whether the tenant wants step-up.
  struct Authenticated: Sendable {
    var admin: DashboardAdmin
    var session: LoginSession
    var tenantWantsStepUp: Bool
  }

  /// What presenting a refresh token came to.
  enum Renewal: Sendable {
    /// The newest refresh token is the family's.
    case renewed(LoginSession, RefreshFamily, DashboardAdmin)
    /// Unknown, of an ended session, or a copy: then the session has just ended.
    case refused
  }

  /// The admin and the session behind an access token, if both are valid.
  func authenticated(
    tenantID: String, adminID: String, sessionID: String, at now: Timestamp
  ) async throws -> Authenticated? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT \(Self.columns), \(AdminStore.columns), t.step_up FROM \(Self.validSessions)
          AND s.tenant_id = ? AND s.id = ? AND s.admin_id = ?
        """, now, tenantID, sessionID, adminID
      ) { row in
        Authenticated(
          admin: try AdminStore.admin(row, at: 6), session: try Self.session(row),
          tenantWantsStepUp: try row.bool(13))
      }
    }
  }

  /// A session by its id, if it is valid.
  func session(tenantID: String, id: String, at now: Timestamp) async throws -> LoginSession? {
    try await database.read { tx in
      try tx.first(
        "SELECT \(Self.columns) FROM \(Self.validSessions) AND s.tenant_id = ? AND s.id = ?", now, tenantID, id,
        as: Self.session)
    }
  }

  /// Judges a refresh token and makes the next one known; a token that was copied ends the session.
  func renew(_ token: RefreshToken, device: Device, at now: Timestamp) async throws -> Renewal {
    let renewal = try await database.write { tx in try Self.renew(tx, token, device: device, at: now) }
    if case .refused = renewal { signal.wake() }
    return renewal
  }

  /// Notes that the admin has proved to be the admin again.
  func stepUp(_ session: LoginSession, audit: AuditEntry, at now: Timestamp) async throws {
    try await database.write { try Self.stepUp($0, session, audit: audit, at: now) }
  }

  /// Ends one session; nothing happens to one that has ended.
  func end(tenantID: String, id: String, audit: AuditEntry, at now: Timestamp) async throws {
    try await database.write { tx in
      guard try Self.end(tx, tenantID: tenantID, id: id, at: now) else { return }
      try AuditLog.append(tx, audit)
    }
    signal.wake()
  }

  /// Deletes sessions that expired before a moment.
  func prune(before limit: Timestamp) async throws {
    _ = try await database.write { tx in
      try tx.execute("DELETE FROM admin_sessions WHERE expires_at < ?", limit)
      return try tx.execute("DELETE FROM admin_password_resets WHERE expires_at < ?", limit)
    }
  }

  // MARK: In the caller's transaction

  /// Stores a session: what completes a login.
  /// - Throws: ``AuthError/invalidCredentials`` for an admin who was removed meanwhile.
  static func logIn(
    _ tx: any Transaction, _ session: LoginSession, refreshHash: [UInt8], device: Device, audit: AuditEntry
  ) throws {
    let changed = try tx.execute(
      "UPDATE tenant_admins SET last_login_at = ? WHERE tenant_id = ? AND id = ? AND is_active = 1",
      session.createdAt, session.tenantID, session.userID)
    guard changed > 0 else { throw AuthError.invalidCredentials }
    try insert(tx, session, refreshHash: refreshHash, device: device)
    try AuditLog.append(tx, audit)
  }

  static func insert(
    _ tx: any Transaction, _ session: LoginSession, refreshHash: [UInt8], device: Device
  ) throws {
    try tx.execute(
      """
      INSERT INTO admin_sessions (tenant_id, id, admin_id, refresh_hash, refresh_issued_at, ip_address, user_agent,
        created_at, updated_at, authenticated_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, session.tenantID, session.id, session.userID, refreshHash, session.createdAt, device.ipAddress,
      device.userAgent, session.createdAt, session.createdAt, session.authenticatedAt, session.expiresAt)
  }

  /// Notes that the admin has proved to be the admin again.
  static func stepUp(
    _ tx: any Transaction, _ session: LoginSession, audit: AuditEntry, at now: Timestamp
  ) throws {
    try tx.execute(
      "UPDATE admin_sessions SET authenticated_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", now, now,
      session.tenantID, session.id)
    try AuditLog.append(tx, audit)
  }

  /// Ends every session of an admin, or every one but `kept`; for why
  /// each is revoked by its own id, see ``SessionStore``.
  static func endAll(
    _ tx: any Transaction, tenantID: String, adminID: String, except kept: String? = nil, at now: Timestamp
  ) throws {
    let ended = try tx.all(
      """
      UPDATE admin_sessions SET ended_at = ?, updated_at = ?
      WHERE tenant_id = ? AND admin_id = ? AND id <> ? AND ended_at IS NULL RETURNING id
      """, now, now, tenantID, adminID, kept ?? ""
    ) { try $0.text(0) }
    for id in ended {
      try RevocationStore.append(tx, tenantID: tenantID, Revocation(kind: .session, subjectID: id, at: now))
    }
    guard kept == nil else { return }
    try RevocationStore.append(tx, tenantID: tenantID, Revocation(kind: .user, subjectID: adminID, at: now))
  }

  private static func end(_ tx: any Transaction, tenantID: String, id: String, at now: Timestamp) throws -> Bool {
    let ended = try tx.execute(
      "UPDATE admin_sessions SET ended_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ? AND ended_at IS NULL",
      now, now, tenantID, id)
    guard ended > 0 else { return false }
    try RevocationStore.append(tx, tenantID: tenantID, Revocation(kind: .session, subjectID: id, at: now))
    return true
  }

  private static func renew(
    _ tx: any Transaction, _ token: RefreshToken, device: Device, at now: Timestamp
  ) throws -> Renewal {
    let found = try tx.first(
      """
      SELECT \(columns), \(AdminStore.columns), s.refresh_hash, s.refresh_generation, s.refresh_issued_at
      FROM \(validSessions) AND s.tenant_id = ? AND s.id = ?
      """, now, token.tenantID, token.sessionID
    ) { row in
      (
        session: try session(row), admin: try AdminStore.admin(row, at: 6),
        family: RefreshFamily(
          firstHash: try row.blob(13), generation: try row.int(14), issuedAt: try row.time(15))
      )
    }
    guard let found else { return .refused }
    switch found.family.verdict(on: token, rotates: true) {
    case .rotate, .keep:
      let family = found.family.rotated(at: now)
      try tx.execute(
        """
        UPDATE admin_sessions SET refresh_generation = ?, refresh_issued_at = ?, updated_at = ?
        WHERE tenant_id = ? AND id = ?
        """, family.generation, now, now, token.tenantID, token.sessionID)
      return .renewed(found.session, family, found.admin)
    case .repeatNewest:
      return .renewed(found.session, found.family, found.admin)
    case .reused:
      _ = try end(tx, tenantID: token.tenantID, id: token.sessionID, at: now)
      var entry = AuditEntry.admin(
        "token.reuse_detected", of: found.admin, device: device, details: ["session_id": token.sessionID], at: now)
      // Whoever presented the token may well not be the admin.
      entry.actor = .system
      try AuditLog.append(tx, entry)
      return .refused
    case .unknown:
      return .refused
    }
  }

  /// Valid means: neither ended nor expired, of an active admin of an active tenant. Takes the moment.
  private static let validSessions = """
    admin_sessions s
    JOIN tenant_admins a ON a.tenant_id = s.tenant_id AND a.id = s.admin_id
    JOIN tenants t ON t.id = s.tenant_id
    WHERE s.ended_at IS NULL AND s.expires_at > ? AND a.is_active = 1 AND t.status = 'active'
    """

  private static let columns = "s.id, s.tenant_id, s.admin_id, s.created_at, s.expires_at, s.authenticated_at"

  private static func session(_ row: any Row) throws -> LoginSession {
    LoginSession(
      id: try row.text(0), tenantID: try row.text(1), userID: try row.text(2), createdAt: try row.time(3),
      expiresAt: try row.time(4), authenticatedAt: try row.time(5))
  }
}
