import Storage

/// An organization as its tenant's dashboard shows it.
struct ListedOrganization: Sendable, Equatable {
  var id: String
  var name: String
  var slug: String
  var description: String?
  var memberCount: Int64
  var createdAt: Timestamp
}
