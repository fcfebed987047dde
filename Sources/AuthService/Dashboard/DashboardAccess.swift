import Runtime
import Storage

/// Lets dashboard admins in, by what their role allows.
struct DashboardAccess: Sendable {
  let sessions: AdminSessionStore
  let clock: any WallClock

  /// The admin who makes the current call. Role and session are looked up afresh: what an admin may do is
  /// not written in tokens.
  /// - Throws: ``DashboardError/unauthenticated``.
  func admin() async throws -> AdminCall {
    let call = try Call.current
    let now = clock.now()
    guard call.caller.credential == .dashboard, let adminID = call.caller.userID,
      let sessionID = call.caller.sessionID,
      let found = try await sessions.authenticated(
        tenantID: call.caller.tenantID, adminID: adminID, sessionID: sessionID, at: now)
    else { throw DashboardError.unauthenticated }
    return AdminCall(
      admin: found.admin, session: found.session, tenantWantsStepUp: found.tenantWantsStepUp, call: call, at: now)
  }

  /// The admin who makes the current call, if the role allows it.
  /// - Throws: ``DashboardError/unauthenticated``, ``DashboardError/insufficientRole(_:)``,
  ///   ``SecondFactorError/stepUpRequired`` for a sensitive permission where the tenant wants step-up.
  func admin(with permission: DashboardPermission) async throws -> AdminCall {
    let call = try await admin()
    try call.require(permission)
    return call
  }

  /// The admin who makes the current call, authenticated a short time ago.
  /// - Throws: ``DashboardError/unauthenticated``, ``SecondFactorError/stepUpRequired``.
  func freshAdmin() async throws -> AdminCall {
    let call = try await admin()
    try call.requireFreshness()
    return call
  }
}

/// A call of an authenticated admin.
struct AdminCall: Sendable {
  var admin: DashboardAdmin
  var session: LoginSession
  var tenantWantsStepUp: Bool
  var call: Call
  var at: Timestamp

  var tenantID: String { admin.tenantID }
  var subject: LoginSubject { .admin(admin.id, of: admin.tenantID) }

  /// - Throws: ``DashboardError/insufficientRole(_:)``, ``SecondFactorError/stepUpRequired``.
  func require(_ permission: DashboardPermission) throws {
    guard admin.role.allows(permission) else { throw DashboardError.insufficientRole(permission) }
    if permission.isSensitive && tenantWantsStepUp { try requireFreshness() }
  }

  /// Lets what touches a member or an invitation pass: owners are owners' business.
  /// - Throws: ``DashboardError/insufficientRole(_:)``.
  func requireAuthority(over roles: AdminRole...) throws {
    if roles.contains(.owner) { try require(.teamOwners) }
  }

  /// - Throws: ``SecondFactorError/stepUpRequired`` unless the admin has authenticated a short time ago.
  func requireFreshness() throws {
    guard session.authenticatedAt > at.adding(.zero - StepUp.window) else { throw SecondFactorError.stepUpRequired }
  }

  /// What the audit log says about this call.
  func entry(
    _ action: String, _ targetType: String, _ targetID: String, details: [String: String] = [:]
  ) -> AuditEntry {
    AuditEntry(call: call, action: action, targetType: targetType, targetID: targetID, details: details, at: at)
  }
}
