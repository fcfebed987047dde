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
  typealias TenantAuth = AuthV1.TenantAuthService.Method
  typealias Keys = AuthV1.ApiKeyService.Method
  typealias Settings = AuthV1.TenantSettingsService.Method
  typealias Team = AuthV1.TeamService.Method
  typealias TenantUsers = AuthV1.TenantUserService.Method

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
    try await reply(
      TenantAuth.LoginAdmin.descriptor,
      AuthV1.LoginAdminRequest.with {
        $0.email = email
        $0.password = password
      }, as: Caller(clientIP: address), metadata: metadata)
  }

  func refreshAdmin(_ token: String) async throws -> AuthV1.AdminLoginResponse {
    try await call(
      TenantAuth.RefreshAdmin.descriptor, AuthV1.RefreshAdminRequest.with { $0.refreshToken = token }, as: Caller())
  }

  func me(as caller: Caller) async throws -> AuthV1.Admin {
    try await call(TenantAuth.GetAdmin.descriptor, AuthV1.GetAdminRequest(), as: caller)
  }

  // MARK: Keys

  func createKey(
    as caller: Caller, _ change: (inout AuthV1.CreateApiKeyRequest) -> Void = { _ in }
  ) async throws -> AuthV1.CreatedApiKey {
    var request = AuthV1.CreateApiKeyRequest.with {
      $0.name = "Web"
      $0.kind = .publishable
      $0.allowedOrigins = ["https://app.example.com"]
    }
    change(&request)
    return try await call(Keys.CreateApiKey.descriptor, request, as: caller)
  }

  func keys(
    as caller: Caller, _ change: (inout AuthV1.ListApiKeysRequest) -> Void = { _ in }
  ) async throws -> AuthV1.ListApiKeysResponse {
    var request = AuthV1.ListApiKeysRequest()
    change(&request)
    return try await call(Keys.ListApiKeys.descriptor, request, as: caller)
  }

  func key(_ id: String, as caller: Caller) async throws -> AuthV1.TenantApiKey {
    try await call(Keys.GetApiKey.descriptor, AuthV1.GetApiKeyRequest.with { $0.id = id }, as: caller)
  }

  func updateKey(
    _ id: String, as caller: Caller, _ change: (inout AuthV1.UpdateApiKeyRequest) -> Void
  ) async throws -> AuthV1.TenantApiKey {
    var request = AuthV1.UpdateApiKeyRequest.with { $0.id = id }
    change(&request)
    return try await call(Keys.UpdateApiKey.descriptor, request, as: caller)
  }

  func rotateKey(_ id: String, overlap: Int64? = nil, as caller: Caller) async throws -> AuthV1.CreatedApiKey {
    try await call(
      Keys.RotateApiKey.descriptor,
      AuthV1.RotateApiKeyRequest.with {
        $0.id = id
        if let overlap { $0.overlapSeconds = overlap }
      }, as: caller)
  }

  @discardableResult
  func revokeKey(_ id: String, as caller: Caller) async throws -> AuthV1.TenantApiKey {
    try await call(Keys.RevokeApiKey.descriptor, AuthV1.RevokeApiKeyRequest.with { $0.id = id }, as: caller)
  }

  // MARK: Settings

  func settings(as caller: Caller) async throws -> AuthV1.TenantSettings {
    try await call(Settings.GetTenantSettings.descriptor, AuthV1.GetTenantSettingsRequest(), as: caller)
  }

  @discardableResult
  func updateSettings(
    as caller: Caller, _ change: (inout AuthV1.UpdateTenantSettingsRequest) -> Void
  ) async throws -> AuthV1.TenantSettings {
    var request = AuthV1.UpdateTenantSettingsRequest()
    change(&request)
    return try await call(Settings.UpdateTenantSettings.descriptor, request, as: caller)
  }

  // MARK: Team

  func team(as caller: Caller) async throws -> AuthV1.ListTeamMembersResponse {
    try await call(Team.ListTeamMembers.descriptor, AuthV1.ListTeamMembersRequest(), as: caller)
  }

  func setRole(_ role: AuthV1.AdminRole, of id: String, as caller: Caller) async throws -> AuthV1.TeamMember {
    try await call(
      Team.UpdateTeamMember.descriptor,
      AuthV1.UpdateTeamMemberRequest.with {
        $0.id = id
        $0.role = role
      }, as: caller)
  }

  @discardableResult
  func removeMember(_ id: String, as caller: Caller) async throws -> AuthV1.RemoveTeamMemberResponse {
    try await call(
      Team.RemoveTeamMember.descriptor, AuthV1.RemoveTeamMemberRequest.with { $0.id = id }, as: caller)
  }

  func invite(
    _ email: String = "new@example.com", role: AuthV1.AdminRole = .viewer, as caller: Caller
  ) async throws -> AuthV1.TeamInvitation {
    try await call(
      Team.InviteTeamMember.descriptor,
      AuthV1.InviteTeamMemberRequest.with {
        $0.email = email
        $0.role = role
      }, as: caller)
  }

  func teamInvitations(as caller: Caller) async throws -> AuthV1.ListTeamInvitationsResponse {
    try await call(Team.ListTeamInvitations.descriptor, AuthV1.ListTeamInvitationsRequest(), as: caller)
  }

  func resendTeamInvitation(_ id: String, as caller: Caller) async throws -> AuthV1.TeamInvitation {
    try await call(
      Team.ResendTeamInvitation.descriptor, AuthV1.ResendTeamInvitationRequest.with { $0.id = id }, as: caller)
  }

  @discardableResult
  func cancelTeamInvitation(_ id: String, as caller: Caller) async throws -> AuthV1.CancelTeamInvitationResponse {
    try await call(
      Team.CancelTeamInvitation.descriptor, AuthV1.CancelTeamInvitationRequest.with { $0.id = id }, as: caller)
  }

  func acceptTeamInvitation(
    _ token: String, password: String = AuthWorld.password, displayName: String? = nil
  ) async throws -> AuthV1.AdminLoginResponse {
    try await call(
      TenantAuth.AcceptAdminInvitation.descriptor,
      AuthV1.AcceptAdminInvitationRequest.with {
        $0.token = token
        $0.password = password
        if let displayName { $0.displayName = displayName }
      }, as: Caller(clientIP: "192.0.2.7"))
  }

  // MARK: Users

  func tenantUsers(
    as caller: Caller, _ change: (inout AuthV1.ListTenantUsersRequest) -> Void = { _ in }
  ) async throws -> AuthV1.ListTenantUsersResponse {
    var request = AuthV1.ListTenantUsersRequest()
    change(&request)
    return try await call(TenantUsers.ListTenantUsers.descriptor, request, as: caller)
  }

  func tenantUser(_ id: String, as caller: Caller) async throws -> AuthV1.TenantUserDetail {
    try await call(TenantUsers.GetTenantUser.descriptor, AuthV1.GetTenantUserRequest.with { $0.id = id }, as: caller)
  }

  func deactivateTenantUser(_ id: String, as caller: Caller) async throws -> AuthV1.TenantUser {
    try await call(
      TenantUsers.DeactivateTenantUser.descriptor, AuthV1.DeactivateTenantUserRequest.with { $0.id = id }, as: caller)
  }

  func activateTenantUser(_ id: String, as caller: Caller) async throws -> AuthV1.TenantUser {
    try await call(
      TenantUsers.ActivateTenantUser.descriptor, AuthV1.ActivateTenantUserRequest.with { $0.id = id }, as: caller)
  }

  func endTenantUserSessions(_ id: String, as caller: Caller) async throws -> AuthV1.TenantUser {
    try await call(
      TenantUsers.EndTenantUserSessions.descriptor, AuthV1.EndTenantUserSessionsRequest.with { $0.id = id },
      as: caller)
  }

  func resetTenantUserSecondFactor(_ id: String, as caller: Caller) async throws -> AuthV1.TenantUser {
    try await call(
      TenantUsers.ResetTenantUserSecondFactor.descriptor,
      AuthV1.ResetTenantUserSecondFactorRequest.with { $0.id = id }, as: caller)
  }

  func tenantAudit(
    as caller: Caller, _ change: (inout AuthV1.ListTenantAuditRequest) -> Void = { _ in }
  ) async throws -> AuthV1.ListTenantAuditResponse {
    var request = AuthV1.ListTenantAuditRequest()
    change(&request)
    return try await call(TenantUsers.ListTenantAudit.descriptor, request, as: caller)
  }

  func tenantOrganizations(
    as caller: Caller, _ change: (inout AuthV1.ListTenantOrganizationsRequest) -> Void = { _ in }
  ) async throws -> AuthV1.ListTenantOrganizationsResponse {
    var request = AuthV1.ListTenantOrganizationsRequest()
    change(&request)
    return try await call(TenantUsers.ListTenantOrganizations.descriptor, request, as: caller)
  }
}

extension Caller {
  /// The admin's id.
  var adminID: String { userID ?? "" }
}
