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

extension OrganizationStore {
  /// A page of a tenant's organizations, newest first.
  /// - Parameter text: a part of the name or the slug, or the whole id.
  func search(_ text: String?, _ request: PageRequest, tenantID: String) async throws -> ListPage<ListedOrganization> {
    var conditions = "organizations o WHERE o.tenant_id = ?"
    var arguments = [tenantID.sqlValue]
    if let text {
      conditions += """
         AND (o.id = ? OR o.slug LIKE ? ESCAPE '\\' OR LOWER(o.name) LIKE ? ESCAPE '\\' OR o.name LIKE ? ESCAPE '\\')
        """
      let lowercased = LikePattern.containing(text.lowercased())
      arguments += [
        text.sqlValue, lowercased.sqlValue, lowercased.sqlValue, LikePattern.containing(text).sqlValue,
      ]
    }
    return try await database.read { [conditions, arguments] tx in
      try tx.page(
        """
        o.id, o.name, o.slug, o.description, o.created_at, (
          SELECT COUNT(*) FROM memberships m
          WHERE m.tenant_id = o.tenant_id AND m.organization_id = o.id AND m.is_active = 1)
        """, from: conditions, arguments, order: "o.created_at DESC, o.id DESC", request
      ) { row in
        ListedOrganization(
          id: try row.text(0), name: try row.text(1), slug: try row.text(2), description: try row.optionalText(3),
          memberCount: try row.int(5), createdAt: try row.time(4))
      }
    }
  }
}
