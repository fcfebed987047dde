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

  /// The admin for whom another service is about to do something.
  /// - Throws: ``DashboardError/sessionEnded``, ``DashboardError/insufficientRole(_:)``,
  ///   ``SecondFactorError/stepUpRequired`` for a sensitive permission where the tenant wants step-up.
  func admin(_ asked: AdminAuthorization) async throws -> DashboardAdmin {
    let now = clock.now()
    guard
      let found = try await sessions.authenticated(
        tenantID: asked.tenantID, adminID: asked.adminID, sessionID: asked.sessionID, at: now)
    else { throw DashboardError.sessionEnded }
    try AdminCall(
      admin: found.admin, session: found.session, tenantWantsStepUp: found.tenantWantsStepUp, call: try Call.current,
      at: now
    ).require(asked.permission)
    return found.admin
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
