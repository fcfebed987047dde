import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.TenantUserService`.
struct TenantUserHandler: AuthV1.TenantUserService.SimpleServiceProtocol, DirectlyCallable {
  let access: DashboardAccess
  let users: UserDirectory
  let organizations: OrganizationStore
  let secondFactors: SecondFactorStore
  let audit: AuditStore

  func listTenantUsers(
    request: AuthV1.ListTenantUsersRequest, context: ServerContext
  ) async throws -> AuthV1.ListTenantUsersResponse {
    let call = try await access.admin(with: .usersRead)
    let (search, page) = try UserSearch.read(request)
    return try await users.search(search, page, tenantID: call.tenantID).asTenantProto
  }

  func getTenantUser(
    request: AuthV1.GetTenantUserRequest, context: ServerContext
  ) async throws -> AuthV1.TenantUserDetail {
    let call = try await access.admin(with: .usersRead)
    let user = try await users.user(tenantID: call.tenantID, id: request.id)
    let factor = try await secondFactors.state(of: .user(user.id, of: call.tenantID))
    let sessions = try await users.sessions(of: user.id, tenantID: call.tenantID, at: call.at)
    let memberships = try await organizations.memberships(tenantID: call.tenantID, userID: user.id)
    return .with {
      $0.user = user.asTenantProto
      $0.hasSecondFactor_p = factor.isEnabled
      $0.sessions = sessions.map(\.asProto)
      $0.organizations = memberships.map(\.asTenantProto)
    }
  }

  func deactivateTenantUser(
    request: AuthV1.DeactivateTenantUserRequest, context: ServerContext
  ) async throws -> AuthV1.TenantUser {
    let call = try await access.admin(with: .usersWrite)
    return try await users.deactivate(id: request.id, audit: call.entry("user.deactivate", "user", request.id))
      .asTenantProto
  }

  func activateTenantUser(
    request: AuthV1.ActivateTenantUserRequest, context: ServerContext
  ) async throws -> AuthV1.TenantUser {
    let call = try await access.admin(with: .usersWrite)
    return try await users.activate(id: request.id, audit: call.entry("user.activate", "user", request.id))
      .asTenantProto
  }

  func endTenantUserSessions(
    request: AuthV1.EndTenantUserSessionsRequest, context: ServerContext
  ) async throws -> AuthV1.TenantUser {
    let call = try await access.admin(with: .usersWrite)
    return try await users.endSessions(id: request.id, audit: call.entry("user.end_sessions", "user", request.id))
      .asTenantProto
  }

  func resetTenantUserSecondFactor(
    request: AuthV1.ResetTenantUserSecondFactorRequest, context: ServerContext
  ) async throws -> AuthV1.TenantUser {
    let call = try await access.admin(with: .usersWrite)
    return try await users.resetSecondFactor(
      id: request.id, audit: call.entry("second_factor.reset", "user", request.id)
    ).asTenantProto
  }

  func listTenantOrganizations(
    request: AuthV1.ListTenantOrganizationsRequest, context: ServerContext
  ) async throws -> AuthV1.ListTenantOrganizationsResponse {
    let call = try await access.admin(with: .organizationsRead)
    let (text, page) = try request.checked()
    return try await organizations.search(text, page, tenantID: call.tenantID).asOrganizationsProto
  }

  func listTenantAudit(
    request: AuthV1.ListTenantAuditRequest, context: ServerContext
  ) async throws -> AuthV1.ListTenantAuditResponse {
    let call = try await access.admin(with: .auditRead)
    let (search, page) = try AuditSearch.read(request)
    return try await audit.search(search, page, tenantID: call.tenantID).asProto()
  }
}
