import Contracts

/// Asks the auth service what a dashboard admin may do, for services that have dashboard routes of their own. Nothing
/// is remembered: a role that has just changed, or a session that has just ended, counts at the next call.
public struct DashboardAccessClient: Sendable {
  private let auth: ServiceChannel

  public init(auth: ServiceChannel) { self.auth = auth }

  /// The admin who makes the current call, if the role allows it.
  /// - Parameters:
  ///   - userID: the user it is about, whom the tenant must have.
  ///   - organizationID: the organization it is about, which the tenant must have.
  /// - Throws: UNAUTHENTICATED for a caller that is not a dashboard admin, or whose session has ended;
  ///   PERMISSION_DENIED `INSUFFICIENT_ROLE`, `STEP_UP_REQUIRED`; NOT_FOUND `USER_NOT_FOUND`,
  ///   `ORGANIZATION_NOT_FOUND`; what else the auth service throws.
  public func admin(
    with permission: DashboardPermission, userID: String? = nil, organizationID: String? = nil
  ) async throws -> AuthorizedAdmin {
    let caller = try Call.current.caller
    guard caller.credential == .dashboard, let adminID = caller.userID, let sessionID = caller.sessionID else {
      throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "Please log in to the dashboard")
    }
    let service = Caller(tenantID: caller.tenantID, credential: .service)
    let answer = try await auth.call(.authorizeAdmin, caller: service) {
      $0.tenantID = caller.tenantID
      $0.adminID = adminID
      $0.sessionID = sessionID
      $0.permission = permission.rawValue
      if let userID { $0.userID = userID }
      if let organizationID { $0.organizationID = organizationID }
    }
    return AuthorizedAdmin(tenantID: caller.tenantID, id: adminID, email: answer.adminEmail)
  }
}
