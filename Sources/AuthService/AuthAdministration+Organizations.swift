import Runtime
import Storage

extension AuthAdministration {
  /// An organization in a list.
  public struct OrganizationLine: Sendable, Equatable {
    public var id: String
    public var name: String
    public var slug: String
    public var memberCount: Int64
    public var createdAt: Timestamp
  }

  /// Somebody who belongs to an organization.
  public struct MemberLine: Sendable, Equatable {
    public var userID: String
    /// Empty for a user without one.
    public var email: String
    /// owner, admin, member or developer.
    public var role: String
    /// Whether the member can act: neither the membership nor the user is deactivated.
    public var hasAccess: Bool
    public var joinedAt: Timestamp
  }

  /// An invitation that waits for an answer.
  public struct InvitationLine: Sendable, Equatable {
    public var id: String
    public var email: String
    public var role: String
    public var expiresAt: Timestamp
    public var isExpired: Bool
  }

  /// A tenant's organizations, newest first.
  /// - Parameter text: a part of the name or the slug, or the whole id.
  /// - Throws: INVALID_ARGUMENT for a bad page.
  public func listOrganizations(
    tenantID: String = Caller.defaultTenantID, matching text: String? = nil, page: Int32 = 1, perPage: Int32 = 20
  ) async throws -> [OrganizationLine] {
    var violations = Violations()
    let request = violations.page(page, perPage: perPage)
    let search = violations.searchText(text, "q")
    try violations.throwIfAny()
    return try await organizations.search(search, request, tenantID: tenantID).items.map {
      OrganizationLine(
        id: $0.id, name: $0.name, slug: $0.slug, memberCount: $0.memberCount, createdAt: $0.createdAt)
    }
  }

  /// Everybody who belongs to an organization, those who joined first at the beginning.
  /// - Throws: NOT_FOUND `ORGANIZATION_NOT_FOUND`.
  public func listMembers(
    tenantID: String = Caller.defaultTenantID, organizationID: String
  ) async throws -> [MemberLine] {
    try await memberships.members(of: organizationID, tenantID: tenantID).map {
      MemberLine(
        userID: $0.userID, email: $0.email, role: $0.role.rawValue, hasAccess: $0.hasAccess, joinedAt: $0.joinedAt)
    }
  }

  /// Makes an active member the owner of an organization.
  /// - Parameter othersRemain: whether other owners stay what they are; else they become admins.
  /// - Throws: NOT_FOUND `ORGANIZATION_NOT_FOUND` or `MEMBER_NOT_FOUND`.
  public func transferOwnership(
    tenantID: String = Caller.defaultTenantID, organizationID: String, to userID: String, othersRemain: Bool = false
  ) async throws {
    try await memberships.appointOwner(
      userID, othersRemain: othersRemain,
      audit: .operation(
        "organization.transfer_ownership", tenantID: tenantID, targetType: "organization", targetID: organizationID,
        details: ["to": userID, "remains_owner": String(othersRemain)], at: clock.now()))
  }

  /// The invitations of an organization that wait for an answer, newest first.
  /// - Throws: NOT_FOUND `ORGANIZATION_NOT_FOUND`.
  public func listInvitations(
    tenantID: String = Caller.defaultTenantID, organizationID: String
  ) async throws -> [InvitationLine] {
    let now = clock.now()
    return try await invitations.unanswered(organizationID: organizationID, tenantID: tenantID).map {
      InvitationLine(
        id: $0.id, email: $0.email, role: $0.role.rawValue, expiresAt: $0.expiresAt,
        isExpired: $0.status(at: now) == .expired)
    }
  }

  /// Takes an invitation back.
  /// - Throws: NOT_FOUND `INVITATION_NOT_FOUND`, FAILED_PRECONDITION `INVITATION_NOT_PENDING`.
  public func revokeInvitation(tenantID: String = Caller.defaultTenantID, id: String) async throws {
    try await invitations.cancel(
      audit: .operation(
        "invitation.cancel", tenantID: tenantID, targetType: "invitation", targetID: id, at: clock.now()))
  }
}
