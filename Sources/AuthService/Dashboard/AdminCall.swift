import Runtime
import Storage

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
    guard session.authenticatedAt > at.subtracting(StepUp.window) else { throw SecondFactorError.stepUpRequired }
  }

  /// What the audit log says about this call.
  func entry(
    _ action: String, _ targetType: String, _ targetID: String, details: [String: String] = [:]
  ) -> AuditEntry {
    AuditEntry(call: call, action: action, targetType: targetType, targetID: targetID, details: details, at: at)
  }
}
