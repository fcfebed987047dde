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
    try await call(.getOrganization, as: caller) { $0.organizationID = id }
  }

  func updateOrganization(
    _ id: String, as caller: Caller, _ change: (inout AuthV1.UpdateOrganizationRequest) -> Void
  ) async throws -> AuthV1.Organization {
    try await call(.updateOrganization, as: caller) {
      $0.organizationID = id
      change(&$0)
    }
  }

  func setDefault(_ id: String, as caller: Caller) async throws -> AuthV1.SetDefaultOrganizationResponse {
    try await call(.setDefaultOrganization, as: caller) { $0.organizationID = id }
  }

  // MARK: Members

  func members(of id: String, as caller: Caller) async throws -> [AuthV1.OrganizationMember] {
    let response = try await call(.listMembers, as: caller) { $0.organizationID = id }
    return response.members
  }

  @discardableResult
  func setRole(
    _ role: AuthV1.Role, of user: Caller, in id: String, as caller: Caller
  ) async throws -> AuthV1.OrganizationMember {
    try await call(.updateMemberRole, as: caller) {
      $0.organizationID = id
      $0.userID = user.userID ?? ""
      $0.role = role
    }
  }

  @discardableResult
  func remove(_ user: Caller, from id: String, as caller: Caller) async throws -> AuthV1.RemoveMemberResponse {
    try await call(.removeMember, as: caller) {
      $0.organizationID = id
      $0.userID = user.userID ?? ""
    }
  }

  @discardableResult
  func deactivate(_ user: Caller, in id: String, as caller: Caller) async throws -> AuthV1.OrganizationMember {
    try await call(.deactivateMember, as: caller) {
      $0.organizationID = id
      $0.userID = user.userID ?? ""
    }
  }

  @discardableResult
  func activate(_ user: Caller, in id: String, as caller: Caller) async throws -> AuthV1.OrganizationMember {
    try await call(.activateMember, as: caller) {
      $0.organizationID = id
      $0.userID = user.userID ?? ""
    }
  }

  @discardableResult
  func transfer(
    _ id: String, to user: Caller, remain: Bool = false, as caller: Caller
  ) async throws -> AuthV1.OrganizationMember {
    try await call(.transferOwnership, as: caller) {
      $0.organizationID = id
      $0.userID = user.userID ?? ""
      $0.remainOwner = remain
    }
  }

  /// The roles that the access service tells other services.
  func roles(of user: Caller) async throws -> [String: String] {
    let response = try await call(.listMemberships, as: .gateway) {
      $0.tenantID = user.tenantID
      $0.userID = user.userID ?? ""
    }
    return Dictionary(response.memberships.map { ($0.organizationID, $0.role) }) { $1 }
  }

  // MARK: Invitations

  func invite(
    _ email: String, to id: String, role: AuthV1.Role = .member, returnTo: String? = nil, as caller: Caller
  ) async throws -> AuthV1.Invitation {
    try await call(.inviteMember, as: caller) {
      $0.organizationID = id
      $0.email = email
      $0.role = role
      if let returnTo { $0.returnTo = returnTo }
    }
  }

  func invitations(of id: String, as caller: Caller) async throws -> [AuthV1.Invitation] {
    let response = try await call(.listInvitations, as: caller) { $0.organizationID = id }
    return response.invitations
  }

  func resend(_ invitation: AuthV1.Invitation, as caller: Caller) async throws -> AuthV1.Invitation {
    try await call(.resendInvitation, as: caller) {
      $0.organizationID = invitation.organizationID
      $0.invitationID = invitation.id
    }
  }

  func cancel(
    _ invitation: AuthV1.Invitation, as caller: Caller
  ) async throws -> AuthV1.CancelInvitationResponse {
    try await call(.cancelInvitation, as: caller) {
      $0.organizationID = invitation.organizationID
      $0.invitationID = invitation.id
    }
  }

  func accept(_ token: String, as caller: Caller) async throws -> AuthV1.Organization {
    try await call(.acceptInvitation, as: caller) { $0.token = token }
  }

  func reject(_ token: String, tenant: String = Caller.defaultTenantID) async throws
    -> AuthV1.RejectInvitationResponse
  {
    try await call(.rejectInvitation, as: .application(tenant)) { $0.token = token }
  }

  func pendingInvitations(
    of email: String, tenant: String = Caller.defaultTenantID
  ) async throws -> [AuthV1.PendingInvitation] {
    let response = try await call(.listPendingInvitations, as: .application(tenant)) { $0.email = email }
    return response.invitations
  }

  func invitation(
    token: String, tenant: String = Caller.defaultTenantID
  ) async throws -> AuthV1.InvitationDetails {
    try await call(.getInvitation, as: .application(tenant)) { $0.invitationToken = token }
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
