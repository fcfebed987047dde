import Runtime
import Storage

/// Organizations. A user's company is in `OrganizationStore+Company.swift`.
struct OrganizationStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// Creates the call's organization, which its user owns, with a default department.
  /// - Throws: ``AuthError/userNotFound``, ``AuthError/slugTaken(_:)``.
  func create(
    _ new: NewOrganization, departmentID: String, by call: MemberCall
  ) async throws -> OrganizationMembership {
    let organization = Organization(
      id: call.organizationID, name: new.name, slug: new.slug.text, description: new.description, logoURL: nil,
      createdAt: call.at, updatedAt: call.at)
    try await database.write(tenant: call.tenantID) { tenant in
      guard try tenant.hasActiveUser(id: call.userID) else { throw AuthError.userNotFound }
      guard try tenant.insert(organization, departmentID: departmentID, isCompany: false, by: call) else {
        throw AuthError.slugTaken(new.slug.text)
      }
    }
    signal.wake()
    return OrganizationMembership(organization: organization, role: .owner)
  }

  /// An organization as one of its active members sees it.
  /// - Throws: ``OrganizationError/organizationNotFound``.
  func organization(_ call: MemberCall) async throws -> OrganizationMembership {
    try await database.read(tenant: call.tenantID) { tenant in
      let member = try tenant.require(.organizationRead, call)
      return OrganizationMembership(organization: try tenant.organization(call.organizationID), role: member.role)
    }
  }

  /// Changes the call's organization.
  /// - Throws: ``OrganizationError/organizationNotFound``, ``OrganizationError/permissionMissing(_:)``.
  func update(_ change: OrganizationChange, by call: MemberCall) async throws -> OrganizationMembership {
    try await database.write(tenant: call.tenantID) { tenant in
      let member = try tenant.require(.organizationUpdate, call)
      let changed = change.applied(to: try tenant.organization(call.organizationID), at: call.at)
      try tenant.save(changed)
      try tenant.append(call.entry("organization.update", "organization", changed.id))
      return OrganizationMembership(organization: changed, role: member.role)
    }
  }

  /// The organizations that a user belongs to, oldest first.
  func memberships(tenantID: String, userID: String) async throws -> [OrganizationMembership] {
    try await database.read(tenant: tenantID) { tenant in try tenant.organizations(of: userID) }
  }

  /// A page of a tenant's organizations, newest first.
  /// - Parameter text: a part of the name or the slug, or the whole id.
  func search(_ text: String?, _ request: PageRequest, tenantID: String) async throws -> ListPage<ListedOrganization> {
    try await database.read(tenant: tenantID) { tenant in try tenant.organizations(matching: text, request) }
  }
}
