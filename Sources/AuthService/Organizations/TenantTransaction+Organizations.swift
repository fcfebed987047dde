import Runtime
import Storage

extension TenantTransaction {
  static let organizationColumns = "o.id, o.name, o.slug, o.description, o.logo_url, o.created_at, o.updated_at"

  static func organization(_ row: any Row) throws -> Organization {
    Organization(
      id: try row.text(0), name: try row.text(1), slug: try row.text(2), description: try row.optionalText(3),
      logoURL: try row.optionalText(4), createdAt: try row.time(5), updatedAt: try row.time(6))
  }

  /// - Throws: ``OrganizationError/organizationNotFound``.
  func organization(_ organizationID: String) throws -> Organization {
    let found = try tx.first(
      "SELECT \(Self.organizationColumns) FROM organizations o WHERE o.tenant_id = ? AND o.id = ?", id, organizationID,
      as: Self.organization)
    guard let found else { throw OrganizationError.organizationNotFound }
    return found
  }

  /// The organizations that a user belongs to, oldest first.
  func organizations(of userID: String) throws -> [OrganizationMembership] {
    try tx.all(
      """
      SELECT \(Self.organizationColumns), m.role
      FROM memberships m
      JOIN organizations o ON o.tenant_id = m.tenant_id AND o.id = m.organization_id
      JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
      WHERE m.tenant_id = ? AND m.user_id = ? AND m.is_active = 1 AND u.is_active = 1
      ORDER BY o.created_at, o.id
      """, id, userID
    ) { row in
      OrganizationMembership(organization: try Self.organization(row), role: try Self.organizationRole(row, 7))
    }
  }

  /// A page of organizations, newest first.
  /// - Parameter text: a part of the name or the slug, or the whole id.
  func organizations(matching text: String?, _ request: PageRequest) throws -> ListPage<ListedOrganization> {
    var conditions = "organizations o WHERE o.tenant_id = ?"
    var arguments = [id.sqlValue]
    if let text {
      conditions += """
         AND (o.id = ? OR o.slug LIKE ? ESCAPE '\\' OR LOWER(o.name) LIKE ? ESCAPE '\\' OR o.name LIKE ? ESCAPE '\\')
        """
      let lowercased = LikePattern.containing(text.lowercased())
      arguments += [
        text.sqlValue, lowercased.sqlValue, lowercased.sqlValue, LikePattern.containing(text).sqlValue,
      ]
    }
    return try page(
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

  /// Adds an organization with its owner and its default department; false when the slug is taken.
  func insert(
    _ organization: Organization, departmentID: String, isCompany: Bool, by call: MemberCall
  ) throws -> Bool {
    let inserted = try tx.execute(
      """
      INSERT INTO organizations (tenant_id, id, name, slug, description, logo_url, company_owner_id, created_by,
        created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, slug) DO NOTHING
      """, id, organization.id, organization.name, organization.slug, organization.description,
      organization.logoURL, isCompany ? call.userID : nil, call.userID, call.at, call.at)
    guard inserted > 0 else { return false }
    try insertMembership(of: call.userID, in: organization.id, as: .owner, at: call.at)
    try insertDefaultDepartment(id: departmentID, of: organization.id, at: call.at)
    try append(call.entry("organization.create", "organization", organization.id, ["slug": organization.slug]))
    return true
  }

  /// Writes what can be changed of an organization.
  /// - Throws: ``StorageError`` for a slug that somebody else took meanwhile.
  func save(_ organization: Organization) throws {
    try tx.execute(
      """
      UPDATE organizations SET name = ?, slug = ?, description = ?, logo_url = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, organization.name, organization.slug, organization.description, organization.logoURL,
      organization.updatedAt, id, organization.id)
  }

  /// Whether another organization has this one's slug.
  func isSlugTaken(of organization: Organization) throws -> Bool {
    try tx.exists(
      "SELECT 1 FROM organizations WHERE tenant_id = ? AND slug = ? AND id <> ?", id, organization.slug,
      organization.id)
  }
}
