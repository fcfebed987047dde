import Contracts
import GRPCCore
import Runtime
import Storage
import SwiftProtobuf
import TestSupport
import Testing

@testable import AuthService

/// The dashboard API in tests.
extension AuthWorld {
  // MARK: Admins

  /// Adds an admin, logs in, and returns the caller that a gateway makes of the access token.
  func admin(
    _ role: AdminRole = .owner, email: String? = nil, tenant: String = Caller.defaultTenantID
  ) async throws -> Caller {
    let email = email ?? "\(role.rawValue)@example.com"
    _ = try await administration.addTeamMember(
      tenantID: tenant, email: email, role: role, password: Self.password)
    return try await adminCaller(email)
  }

  /// Logs an admin in.
  func adminCaller(_ email: String = "owner@example.com") async throws -> Caller {
    try dashboardCaller(try await loginAdmin(email).message.accessToken)
  }

  /// The caller that a gateway makes of a dashboard access token.
  func dashboardCaller(_ accessToken: String) throws -> Caller {
    var caller = try caller(accessToken)
    caller.credential = .dashboard
    return caller
  }

  func loginAdmin(
    _ email: String = "owner@example.com", password: String = AuthWorld.password, from address: String = "192.0.2.7",
    metadata: Metadata = [:]
  ) async throws -> Reply<AuthV1.AdminLoginResponse> {
    try await reply(.loginAdmin, as: Caller(clientIP: address), metadata: metadata) {
      $0.email = email
      $0.password = password
    }
  }

  func refreshAdmin(_ token: String) async throws -> AuthV1.AdminLoginResponse {
    try await call(.refreshAdmin, as: Caller()) { $0.refreshToken = token }
  }

  func me(as caller: Caller) async throws -> AuthV1.Admin {
    try await call(.getAdmin, as: caller)
  }

  /// What another service hears that does something for an admin.
  @discardableResult
  func authorize(
    _ permission: DashboardPermission, for caller: Caller, userID: String? = nil, organizationID: String? = nil
  ) async throws -> AuthorizedAdmin {
    try await Call(caller: caller, requestID: "test").bind {
      try await DashboardAccessClient(auth: channel).admin(
        with: permission, userID: userID, organizationID: organizationID)
    }
  }

  // MARK: Keys

  func createKey(
    as caller: Caller, _ change: (inout AuthV1.CreateApiKeyRequest) -> Void = { _ in }
  ) async throws -> AuthV1.CreatedApiKey {
    try await call(.createApiKey, as: caller) {
      $0.name = "Web"
      $0.kind = .publishable
      $0.allowedOrigins = ["https://app.example.com"]
      change(&$0)
    }
  }

  func keys(
    as caller: Caller, _ change: (inout AuthV1.ListApiKeysRequest) -> Void = { _ in }
  ) async throws -> AuthV1.ListApiKeysResponse {
    try await call(.listApiKeys, as: caller, change)
  }

  func key(_ id: String, as caller: Caller) async throws -> AuthV1.TenantApiKey {
    try await call(.getApiKey, as: caller) { $0.id = id }
  }

  func updateKey(
    _ id: String, as caller: Caller, _ change: (inout AuthV1.UpdateApiKeyRequest) -> Void
  ) async throws -> AuthV1.TenantApiKey {
    try await call(.updateApiKey, as: caller) {
      $0.id = id
      change(&$0)
    }
  }

  func rotateKey(_ id: String, overlap: Int64? = nil, as caller: Caller) async throws -> AuthV1.CreatedApiKey {
    try await call(.rotateApiKey, as: caller) {
      $0.id = id
      if let overlap { $0.overlapSeconds = overlap }
    }
  }

  @discardableResult
  func revokeKey(_ id: String, as caller: Caller) async throws -> AuthV1.TenantApiKey {
    try await call(.revokeApiKey, as: caller) { $0.id = id }
  }

  // MARK: Settings

  func settings(as caller: Caller) async throws -> AuthV1.TenantSettings {
    try await call(.getTenantSettings, as: caller)
  }

  @discardableResult
  func updateSettings(
    as caller: Caller, _ change: (inout AuthV1.UpdateTenantSettingsRequest) -> Void
  ) async throws -> AuthV1.TenantSettings {
    try await call(.updateTenantSettings, as: caller, change)
  }

  // MARK: Team

  func team(as caller: Caller) async throws -> AuthV1.ListTeamMembersResponse {
    try await call(.listTeamMembers, as: caller)
  }

  func setRole(_ role: AuthV1.AdminRole, of id: String, as caller: Caller) async throws -> AuthV1.TeamMember {
    try await call(.updateTeamMember, as: caller) {
      $0.id = id
      $0.role = role
    }
  }

  @discardableResult
  func removeMember(_ id: String, as caller: Caller) async throws -> AuthV1.RemoveTeamMemberResponse {
    try await call(.removeTeamMember, as: caller) { $0.id = id }
  }

  func invite(
    _ email: String = "new@example.com", role: AuthV1.AdminRole = .viewer, as caller: Caller
  ) async throws -> AuthV1.TeamInvitation {
    try await call(.inviteTeamMember, as: caller) {
      $0.email = email
      $0.role = role
    }
  }

  func teamInvitations(as caller: Caller) async throws -> AuthV1.ListTeamInvitationsResponse {
    try await call(.listTeamInvitations, as: caller)
  }

  func resendTeamInvitation(_ id: String, as caller: Caller) async throws -> AuthV1.TeamInvitation {
    try await call(.resendTeamInvitation, as: caller) { $0.id = id }
  }

  @discardableResult
  func cancelTeamInvitation(_ id: String, as caller: Caller) async throws -> AuthV1.CancelTeamInvitationResponse {
    try await call(.cancelTeamInvitation, as: caller) { $0.id = id }
  }

  func acceptTeamInvitation(
    _ token: String, password: String = AuthWorld.password, displayName: String? = nil
  ) async throws -> AuthV1.AdminLoginResponse {
    try await call(.acceptAdminInvitation, as: Caller(clientIP: "192.0.2.7")) {
      $0.token = token
      $0.password = password
      if let displayName { $0.displayName = displayName }
    }
  }

  // MARK: Users

  func tenantUsers(
    as caller: Caller, _ change: (inout AuthV1.ListTenantUsersRequest) -> Void = { _ in }
  ) async throws -> AuthV1.ListTenantUsersResponse {
    try await call(.listTenantUsers, as: caller, change)
  }

  func tenantUser(_ id: String, as caller: Caller) async throws -> AuthV1.TenantUserDetail {
    try await call(.getTenantUser, as: caller) { $0.id = id }
  }

  func deactivateTenantUser(_ id: String, as caller: Caller) async throws -> AuthV1.TenantUser {
    try await call(.deactivateTenantUser, as: caller) { $0.id = id }
  }

  func activateTenantUser(_ id: String, as caller: Caller) async throws -> AuthV1.TenantUser {
    try await call(.activateTenantUser, as: caller) { $0.id = id }
  }

  func endTenantUserSessions(_ id: String, as caller: Caller) async throws -> AuthV1.TenantUser {
    try await call(.endTenantUserSessions, as: caller) { $0.id = id }
  }

  func resetTenantUserSecondFactor(_ id: String, as caller: Caller) async throws -> AuthV1.TenantUser {
    try await call(.resetTenantUserSecondFactor, as: caller) { $0.id = id }
  }

  func tenantAudit(
    as caller: Caller, _ change: (inout AuthV1.ListTenantAuditRequest) -> Void = { _ in }
  ) async throws -> AuthV1.ListTenantAuditResponse {
    try await call(.listTenantAudit, as: caller, change)
  }

  func tenantOrganizations(
    as caller: Caller, _ change: (inout AuthV1.ListTenantOrganizationsRequest) -> Void = { _ in }
  ) async throws -> AuthV1.ListTenantOrganizationsResponse {
    try await call(.listTenantOrganizations, as: caller, change)
  }
}

extension Caller {
  /// The admin's id.
  var adminID: String { userID ?? "" }
}
