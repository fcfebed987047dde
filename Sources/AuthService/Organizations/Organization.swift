import Runtime
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

/// A checked request for an organization.
struct NewOrganization: Sendable {
  var name: String
  var slug: Slug
  var description: String?
}

/// A checked change of an organization; nil leaves a field as it is, and empty text removes it.
struct OrganizationChange: Sendable {
  var name: String?
  var description: String?
  var logoURL: String?

  func applied(to organization: Organization, at now: Timestamp) -> Organization {
    var changed = organization
    if let name { changed.name = name }
    if let description { changed.description = description.isEmpty ? nil : description }
    if let logoURL { changed.logoURL = logoURL.isEmpty ? nil : logoURL }
    changed.updatedAt = now
    return changed
  }
}
