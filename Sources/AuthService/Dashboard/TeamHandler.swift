import Contracts
import GRPCCore
import Runtime
import Storage

/// `quartet.auth.v1.TeamService`.
struct TeamHandler: AuthV1.TeamService.SimpleServiceProtocol, DirectlyCallable {
  let access: DashboardAccess
  let accounts: AdminAccounts
  let tenants: TenantStore

  func listTeamMembers(
    request: AuthV1.ListTeamMembersRequest, context: ServerContext
  ) async throws -> AuthV1.ListTeamMembersResponse {
    let call = try await access.admin(with: .teamRead)
    let page = try PageRequest(
      proto: request.hasPage ? request.page : nil, perPage: request.hasPerPage ? request.perPage : nil)
    return try await accounts.team.members(tenantID: call.tenantID, page).asMembersProto
  }

  func updateTeamMember(
    request: AuthV1.UpdateTeamMemberRequest, context: ServerContext
  ) async throws -> AuthV1.TeamMember {
    let call = try await access.admin(with: .teamWrite)
    let role = try AdminRole(proto: request.role)
    return try await accounts.team.setRole(
      role, tenantID: call.tenantID, id: request.id, at: call.at,
      check: { try call.requireAuthority(over: $0.role, role) },
      audit: {
        call.entry("admin.role_change", "admin", $0.id, details: ["from": $0.role.rawValue, "to": role.rawValue])
      }
    ).asMemberProto
  }

  func removeTeamMember(
    request: AuthV1.RemoveTeamMemberRequest, context: ServerContext
  ) async throws -> AuthV1.RemoveTeamMemberResponse {
    let call = try await access.admin()
    // Everybody may leave.
    if request.id != call.admin.id { try call.require(.teamRemove) }
    try await accounts.team.remove(
      tenantID: call.tenantID, id: request.id, at: call.at,
      audit: { call.entry("admin.remove", "admin", $0.id, details: ["email": $0.email, "role": $0.role.rawValue]) })
    return .with { $0.message = "Team member removed" }
  }

  func resetTeamMemberSecondFactor(
    request: AuthV1.ResetTeamMemberSecondFactorRequest, context: ServerContext
  ) async throws -> AuthV1.TeamMember {
    let call = try await access.admin(with: .teamWrite)
    // One's own goes through the login's rules, which ask for a recent authentication.
    if request.id == call.admin.id { try call.requireFreshness() }
    return try await accounts.team.resetSecondFactor(
      tenantID: call.tenantID, id: request.id, at: call.at, check: { try call.requireAuthority(over: $0.role) },
      audit: call.entry("second_factor.reset", "admin", request.id)
    ).asMemberProto
  }

  func listTeamInvitations(
    request: AuthV1.ListTeamInvitationsRequest, context: ServerContext
  ) async throws -> AuthV1.ListTeamInvitationsResponse {
    let call = try await access.admin(with: .teamRead)
    let page = try PageRequest(
      proto: request.hasPage ? request.page : nil, perPage: request.hasPerPage ? request.perPage : nil)
    return try await accounts.team.invitations(tenantID: call.tenantID, page).asProto(at: call.at)
  }

  func inviteTeamMember(
    request: AuthV1.InviteTeamMemberRequest, context: ServerContext
  ) async throws -> AuthV1.TeamInvitation {
    let call = try await access.admin(with: .teamWrite)
    let new = try NewTeamInvitation(proto: request)
    try call.requireAuthority(over: new.role)
    return try await accounts.invite(new, to: tenants.active(call.tenantID), by: call.admin) {
      call.entry("admin_invitation.create", "admin_invitation", $0.id, details: $0.auditDetails)
    }.asProto(at: call.at)
  }

  func resendTeamInvitation(
    request: AuthV1.ResendTeamInvitationRequest, context: ServerContext
  ) async throws -> AuthV1.TeamInvitation {
    let call = try await access.admin(with: .teamWrite)
    return try await accounts.resendInvitation(request.id, of: tenants.active(call.tenantID), by: call)
      .asProto(at: call.at)
  }

  func cancelTeamInvitation(
    request: AuthV1.CancelTeamInvitationRequest, context: ServerContext
  ) async throws -> AuthV1.CancelTeamInvitationResponse {
    let call = try await access.admin(with: .teamWrite)
    try await accounts.team.cancel(
      tenantID: call.tenantID, id: request.id, check: { try call.requireAuthority(over: $0.role) },
      audit: call.entry("admin_invitation.cancel", "admin_invitation", request.id))
    return .with { $0.message = "Invitation cancelled" }
  }
}
