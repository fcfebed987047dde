import Storage

/// An organization: a vek1 company and a pinqo workspace are the same thing.
struct Organization: Sendable, Equatable {
  var id: String
  var name: String
  var slug: String
  var description: String?
  var logoURL: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp
}

/// A member's role, in the documented spelling.
enum OrganizationRole: String, Sendable, CaseIterable {
  case owner, admin, member, developer
}

/// An organization and the role that one user has in it.
struct OrganizationMembership: Sendable, Equatable {
  var organization: Organization
  var role: OrganizationRole
}

/// A checked request for an organization.
struct NewOrganization: Sendable {
  var name: String
  var slug: Slug
  var description: String?
}

/// A checked wish for a company; what is missing is made from the user.
struct CompanyWish: Sendable {
  var name: String?
  var slug: Slug?
  var logoURL: String?
}

/// A user's company, and whether it is new.
struct EnsuredCompany: Sendable, Equatable {
  var company: Organization
  var created: Bool
}
