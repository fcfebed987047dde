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

  /// Stores a login's session.
  /// - Throws: ``AuthError/invalidCredentials`` for an admin who was removed meanwhile.
  func open(_ login: PreparedAdminLogin) async throws {
    try await database.write(tenant: login.session.tenantID) { tenant in try login.store(tenant) }
  }

  /// The admin and the session behind an access token, if both are valid.
  func authenticated(
    tenantID: String, adminID: String, sessionID: String, at now: Timestamp
  ) async throws -> Authenticated? {
    try await database.read(tenant: tenantID) { tenant in
      try tenant.authenticatedAdmin(adminID, sessionID: sessionID, at: now)
    }
  }

  /// A session by its id, if it is valid.
  func session(tenantID: String, id: String, at now: Timestamp) async throws -> LoginSession? {
    try await database.read(tenant: tenantID) { tenant in try tenant.adminSession(id, at: now) }
  }

  /// Judges a refresh token and makes the next one known; a token that was copied ends the session.
  func renew(_ token: RefreshToken, device: Device, at now: Timestamp) async throws -> Renewal {
    let renewal = try await database.write(tenant: token.tenantID) { tenant in
      try Self.renew(token, device: device, at: now, tenant)
    }
    if case .refused = renewal { signal.wake() }
    return renewal
  }

  /// Notes that the admin has proved to be the admin again.
  func stepUp(_ session: LoginSession, audit: AuditEntry, at now: Timestamp) async throws {
    try await database.write(tenant: session.tenantID) { tenant in
      try tenant.stepUpAdminSession(session, audit: audit, at: now)
    }
  }

  /// Ends one session; nothing happens to one that has ended.
  func end(tenantID: String, id: String, audit: AuditEntry, at now: Timestamp) async throws {
    try await database.write(tenant: tenantID) { tenant in
      guard try tenant.endAdminSession(id, at: now) else { return }
      try tenant.append(audit)
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

  private static func renew(
    _ token: RefreshToken, device: Device, at now: Timestamp, _ tenant: TenantTransaction
  ) throws -> Renewal {
    guard let found = try tenant.adminLogin(token.sessionID, at: now) else { return .refused }
    switch found.family.verdict(on: token, rotates: true) {
    case .rotate, .keep:
      let family = found.family.rotated(at: now)
      try tenant.save(family, ofAdminSession: token.sessionID, at: now)
      return .renewed(found.session, family, found.admin)
    case .repeatNewest:
      return .renewed(found.session, found.family, found.admin)
    case .reused:
      _ = try tenant.endAdminSession(token.sessionID, at: now)
      var entry = AuditEntry.admin(
        "token.reuse_detected", of: found.admin, device: device, details: ["session_id": token.sessionID], at: now)
      // Whoever presented the token may well not be the admin.
      entry.actor = .system
      try tenant.append(entry)
      return .refused
    case .unknown:
      return .refused
    }
  }
}
