import Contracts
import Foundation
import Runtime
import Storage
import Testing

@testable import AuthService

/// Organizations, their members and their invitations.
extension AuthWorld {
  // MARK: Organizations

  func organization(_ id: String, as caller: Caller) async throws -> AuthV1.Organization {
    try await call(
      AuthV1.OrganizationService.Method.GetOrganization.descriptor,
      AuthV1.GetOrganizationRequest.with { $0.organizationID = id }, as: caller)
  }

  func updateOrganization(
    _ id: String, as caller: Caller, _ change: (inout AuthV1.UpdateOrganizationRequest) -> Void
  ) async throws -> AuthV1.Organization {
    var request = AuthV1.UpdateOrganizationRequest.with { $0.organizationID = id }
    change(&request)
    return try await call(AuthV1.OrganizationService.Method.UpdateOrganization.descriptor, request, as: caller)
  }

  func setDefault(_ id: String, as caller: Caller) async throws -> AuthV1.SetDefaultOrganizationResponse {
    try await call(
      AuthV1.OrganizationService.Method.SetDefaultOrganization.descriptor,
      AuthV1.SetDefaultOrganizationRequest.with { $0.organizationID = id }, as: caller)
  }

  // MARK: Members

  func members(of id: String, as caller: Caller) async throws -> [AuthV1.OrganizationMember] {
    let response: AuthV1.ListMembersResponse = try await call(
      AuthV1.OrganizationService.Method.ListMembers.descriptor,
      AuthV1.ListMembersRequest.with { $0.organizationID = id }, as: caller)
    return response.members
  }

  @discardableResult
  func setRole(
    _ role: AuthV1.Role, of user: Caller, in id: String, as caller: Caller
  ) async throws -> AuthV1.OrganizationMember {
    try await call(
      AuthV1.OrganizationService.Method.UpdateMemberRole.descriptor,
      AuthV1.UpdateMemberRoleRequest.with {
        $0.organizationID = id
        $0.userID = user.userID ?? ""
        $0.role = role
      }, as: caller)
  }

  @discardableResult
  func remove(_ user: Caller, from id: String, as caller: Caller) async throws -> AuthV1.RemoveMemberResponse {
    try await call(
      AuthV1.OrganizationService.Method.RemoveMember.descriptor,
      AuthV1.RemoveMemberRequest.with {
        $0.organizationID = id
        $0.userID = user.userID ?? ""
      }, as: caller)
  }

  @discardableResult
  func deactivate(_ user: Caller, in id: String, as caller: Caller) async throws -> AuthV1.OrganizationMember {
    try await call(
      AuthV1.OrganizationService.Method.DeactivateMember.descriptor,
      AuthV1.DeactivateMemberRequest.with {
        $0.organizationID = id
        $0.userID = user.userID ?? ""
      }, as: caller)
  }

  @discardableResult
  func activate(_ user: Caller, in id: String, as caller: Caller) async throws -> AuthV1.OrganizationMember {
    try await call(
      AuthV1.OrganizationService.Method.ActivateMember.descriptor,
      AuthV1.ActivateMemberRequest.with {
        $0.organizationID = id
        $0.userID = user.userID ?? ""
      }, as: caller)
  }

  @discardableResult
  func transfer(
    _ id: String, to user: Caller, remain: Bool = false, as caller: Caller
  ) async throws -> AuthV1.OrganizationMember {
    try await call(
      AuthV1.OrganizationService.Method.TransferOwnership.descriptor,
      AuthV1.TransferOwnershipRequest.with {
        $0.organizationID = id
        $0.userID = user.userID ?? ""
        $0.remainOwner = remain
      }, as: caller)
  }

  /// The roles that the access service tells other services.
  func roles(of user: Caller) async throws -> [String: String] {
    let response: AuthV1.ListMembershipsResponse = try await call(
      AuthV1.AccessService.Method.ListMemberships.descriptor,
      AuthV1.ListMembershipsRequest.with {
        $0.tenantID = user.tenantID
        $0.userID = user.userID ?? ""
      }, as: .gateway)
    return Dictionary(response.memberships.map { ($0.organizationID, $0.role) }) { $1 }
  }

  // MARK: Invitations

  func invite(
    _ email: String, to id: String, role: AuthV1.Role = .member, returnTo: String? = nil, as caller: Caller
  ) async throws -> AuthV1.Invitation {
    try await call(
      AuthV1.InvitationService.Method.InviteMember.descriptor,
      AuthV1.InviteMemberRequest.with {
        $0.organizationID = id
        $0.email = email
        $0.role = role
        if let returnTo { $0.returnTo = returnTo }
      }, as: caller)
  }

  func invitations(of id: String, as caller: Caller) async throws -> [AuthV1.Invitation] {
    let response: AuthV1.ListInvitationsResponse = try await call(
      AuthV1.InvitationService.Method.ListInvitations.descriptor,
      AuthV1.ListInvitationsRequest.with { $0.organizationID = id }, as: caller)
    return response.invitations
  }

  func resend(_ invitation: AuthV1.Invitation, as caller: Caller) async throws -> AuthV1.Invitation {
    try await call(
      AuthV1.InvitationService.Method.ResendInvitation.descriptor,
      AuthV1.ResendInvitationRequest.with {
        $0.organizationID = invitation.organizationID
        $0.invitationID = invitation.id
      }, as: caller)
  }

  func cancel(
    _ invitation: AuthV1.Invitation, as caller: Caller
  ) async throws -> AuthV1.CancelInvitationResponse {
    try await call(
      AuthV1.InvitationService.Method.CancelInvitation.descriptor,
      AuthV1.CancelInvitationRequest.with {
        $0.organizationID = invitation.organizationID
        $0.invitationID = invitation.id
      }, as: caller)
  }

  func accept(_ token: String, as caller: Caller) async throws -> AuthV1.Organization {
    try await call(
      AuthV1.InvitationService.Method.AcceptInvitation.descriptor,
      AuthV1.AcceptInvitationRequest.with { $0.token = token }, as: caller)
  }

  func reject(_ token: String, tenant: String = Caller.defaultTenantID) async throws
    -> AuthV1.RejectInvitationResponse
  {
    try await call(
      AuthV1.InvitationService.Method.RejectInvitation.descriptor,
      AuthV1.RejectInvitationRequest.with { $0.token = token }, as: .application(tenant))
  }

  func pendingInvitations(
    of email: String, tenant: String = Caller.defaultTenantID
  ) async throws -> [AuthV1.PendingInvitation] {
    let response: AuthV1.ListPendingInvitationsResponse = try await call(
      AuthV1.InvitationService.Method.ListPendingInvitations.descriptor,
      AuthV1.ListPendingInvitationsRequest.with { $0.email = email }, as: .application(tenant))
    return response.invitations
  }

  func invitation(
    token: String, tenant: String = Caller.defaultTenantID
  ) async throws -> AuthV1.InvitationDetails {
    try await call(
      AuthV1.InvitationService.Method.GetInvitation.descriptor,
      AuthV1.GetInvitationRequest.with { $0.invitationToken = token }, as: .application(tenant))
  }

  /// The messages about an invitation, oldest first.
  func messages(about invitation: AuthV1.Invitation) async throws -> [OutgoingEmail] {
    try await database.read { tx in
      try tx.all("SELECT payload FROM outbox WHERE aggregate = ? ORDER BY seq", invitation.id) {
        try JSONDecoder().decode(OutgoingEmail.self, from: Data(try $0.blob(0)))
      }
    }
  }

  /// The token in the newest message about an invitation.
  func token(of invitation: AuthV1.Invitation) async throws -> String {
    try #require(try await messages(about: invitation).last?.token)
  }

  // MARK: People

  /// Registers a user.
  func person(_ email: String, displayName: String? = nil) async throws -> Caller {
    .user(try await register(email, displayName: displayName).message.user.id)
  }

  /// Registers a user who joins an organization by invitation.
  func join(_ id: String, _ email: String, as role: AuthV1.Role, invitedBy inviter: Caller) async throws -> Caller {
    let person = try await person(email)
    let invitation = try await invite(email, to: id, role: role, as: inviter)
    _ = try await accept(try await token(of: invitation), as: person)
    return person
  }

  /// The audit log's actions about a target, oldest first.
  func auditedActions(_ targetType: String, _ targetID: String) async throws -> [String] {
    try await database.read { tx in
      try tx.all(
        "SELECT action FROM audit_log WHERE target_type = ? AND target_id = ? ORDER BY seq", targetType, targetID
      ) { try $0.text(0) }
    }
  }
}

/// An organization with somebody in each role.
struct Team {
  var id: String
  var owner: Caller
  var admin: Caller
  var member: Caller
  var developer: Caller
  /// A user of the same tenant who is not a member.
  var stranger: Caller

  var everybody: [Caller] { [owner, admin, member, developer] }

  init(_ auth: AuthWorld) async throws {
    let owner = try await auth.person("owner@example.com", displayName: "Olga Owner")
    let id = try await auth.createOrganization("team", name: "Team", as: owner).id
    self.id = id
    self.owner = owner
    admin = try await auth.join(id, "admin@example.com", as: .admin, invitedBy: owner)
    member = try await auth.join(id, "member@example.com", as: .member, invitedBy: owner)
    developer = try await auth.join(id, "developer@example.com", as: .developer, invitedBy: owner)
    stranger = try await auth.person("stranger@example.com")
  }
}
