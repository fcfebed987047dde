import Runtime

/// An organization and the role that one user has in it.
struct OrganizationMembership: Sendable, Equatable {
  var organization: Organization
  var role: OrganizationRole
}
