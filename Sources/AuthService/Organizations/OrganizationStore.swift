import Runtime
import Storage

/// Organizations and who belongs to them.
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
    try await database.write { tx in
      guard try UserStore.exists(tx, tenantID: call.tenantID, id: call.userID) else { throw AuthError.userNotFound }
      guard try Self.insert(tx, organization, departmentID: departmentID, isCompany: false, by: call) else {
        throw AuthError.slugTaken(new.slug.text)
      }
    }
    signal.wake()
    return OrganizationMembership(organization: organization, role: .owner)
  }

  /// An organization as one of its active members sees it.
  /// - Throws: ``OrganizationError/organizationNotFound``.
  func organization(_ call: MemberCall) async throws -> OrganizationMembership {
    try await database.read { tx in
      let member = try MembershipStore.require(.organizationRead, tx, call)
      return OrganizationMembership(
        organization: try Self.organization(tx, tenantID: call.tenantID, id: call.organizationID), role: member.role)
    }
  }

  /// Changes the call's organization.
  /// - Throws: ``OrganizationError/organizationNotFound``, ``OrganizationError/permissionMissing(_:)``.
  func update(_ update: OrganizationUpdate, by call: MemberCall) async throws -> OrganizationMembership {
    try await database.write { tx in
      let member = try MembershipStore.require(.organizationUpdate, tx, call)
      let changed = update.applied(
        to: try Self.organization(tx, tenantID: call.tenantID, id: call.organizationID), at: call.at)
      try tx.execute(
        """
        UPDATE organizations SET name = ?, description = ?, logo_url = ?, updated_at = ?
        WHERE tenant_id = ? AND id = ?
        """, changed.name, changed.description, changed.logoURL, changed.updatedAt, call.tenantID, changed.id)
      try AuditLog.append(tx, call.entry("organization.update", "organization", changed.id))
      return OrganizationMembership(organization: changed, role: member.role)
    }
  }

  /// The organizations that a user belongs to, oldest first.
  func memberships(tenantID: String, userID: String) async throws -> [OrganizationMembership] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT \(Self.columns), m.role
        FROM memberships m
        JOIN organizations o ON o.tenant_id = m.tenant_id AND o.id = m.organization_id
        JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
        WHERE m.tenant_id = ? AND m.user_id = ? AND m.is_active = 1 AND u.is_active = 1
        ORDER BY o.created_at, o.id
        """, tenantID, userID
      ) { row in
        OrganizationMembership(organization: try Self.organization(row), role: try MembershipStore.role(row, 7))
      }
    }
  }

  /// The user's company, if it has been made.
  func company(tenantID: String, userID: String) async throws -> Organization? {
    try await database.read { try Self.company($0, tenantID: tenantID, userID: userID) }
  }

  /// The user's company: the one there is, or the oldest organization that the user owns, or a new one
  /// with the call's organization id.
  /// Any number of calls at once make one company.
  /// - Throws: ``AuthError/userNotFound``, ``AuthError/slugTaken(_:)`` for a slug that was asked for.
  func ensureCompany(_ input: CompanyInput, departmentID: String, by call: MemberCall) async throws -> EnsuredCompany {
    let tenantID = call.tenantID
    let userID = call.userID
    if let known = try await company(tenantID: tenantID, userID: userID) {
      return EnsuredCompany(company: known, created: false)
    }
    let ensured = try await database.write { tx in
      if let known = try Self.company(tx, tenantID: tenantID, userID: userID)
        ?? Self.adoptOldest(tx, tenantID: tenantID, userID: userID)
      {
        return EnsuredCompany(company: known, created: false)
      }
      return EnsuredCompany(
        company: try Self.createCompany(tx, input, departmentID: departmentID, by: call), created: true)
    }
    signal.wake()
    return ensured
  }

  // MARK: In the caller's transaction

  static func company(_ tx: any Transaction, tenantID: String, userID: String) throws -> Organization? {
    try tx.first(
      "SELECT \(columns) FROM organizations o WHERE o.tenant_id = ? AND o.company_owner_id = ?", tenantID, userID,
      as: organization)
  }

  /// Marks the oldest organization that the user owns, and that is nobody's company, as the company.
  private static func adoptOldest(_ tx: any Transaction, tenantID: String, userID: String) throws -> Organization? {
    let adopted = try tx.execute(
      """
      UPDATE organizations SET company_owner_id = ?
      WHERE tenant_id = ? AND id = (
        SELECT o.id FROM organizations o
        JOIN memberships m ON m.tenant_id = o.tenant_id AND m.organization_id = o.id
        WHERE o.tenant_id = ? AND m.user_id = ? AND m.role = 'owner' AND m.is_active = 1
          AND o.company_owner_id IS NULL
        ORDER BY o.created_at, o.id LIMIT 1)
      """, userID, tenantID, tenantID, userID)
    return adopted > 0 ? try company(tx, tenantID: tenantID, userID: userID) : nil
  }

  private static func createCompany(
    _ tx: any Transaction, _ input: CompanyInput, departmentID: String, by call: MemberCall
  ) throws -> Organization {
    let id = call.organizationID
    let owner = try tx.first(
      "SELECT \(UserStore.columns) FROM users u WHERE u.tenant_id = ? AND u.id = ? AND u.is_active = 1",
      call.tenantID, call.userID, as: UserStore.user)
    guard let owner else { throw AuthError.userNotFound }
    let name = input.name ?? owner.companyName
    let slugs = input.slug.map { [$0] } ?? Slug.candidates(for: name, id: id)
    for slug in slugs {
      let company = Organization(
        id: id, name: name, slug: slug.text, description: nil, logoURL: input.logoURL, createdAt: call.at,
        updatedAt: call.at)
      if try insert(tx, company, departmentID: departmentID, isCompany: true, by: call) { return company }
    }
    throw AuthError.slugTaken(slugs.last?.text ?? "")
  }

  /// Adds an organization with its owner and its default department; false when the slug is taken.
  private static func insert(
    _ tx: any Transaction, _ organization: Organization, departmentID: String, isCompany: Bool, by call: MemberCall
  ) throws -> Bool {
    let inserted = try tx.execute(
      """
      INSERT INTO organizations (tenant_id, id, name, slug, description, logo_url, company_owner_id, created_by,
        created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, slug) DO NOTHING
      """, call.tenantID, organization.id, organization.name, organization.slug, organization.description,
      organization.logoURL, isCompany ? call.userID : nil, call.userID, call.at, call.at)
    guard inserted > 0 else { return false }
    try MembershipStore.insert(
      tx, tenantID: call.tenantID, organizationID: organization.id, userID: call.userID, role: .owner, at: call.at)
    try DepartmentStore.insertDefault(
      tx, id: departmentID, tenantID: call.tenantID, organizationID: organization.id, at: call.at)
    try AuditLog.append(
      tx, call.entry("organization.create", "organization", organization.id, ["slug": organization.slug]))
    return true
  }

  /// - Throws: ``OrganizationError/organizationNotFound``.
  static func organization(_ tx: any Transaction, tenantID: String, id: String) throws -> Organization {
    let found = try tx.first(
      "SELECT \(columns) FROM organizations o WHERE o.tenant_id = ? AND o.id = ?", tenantID, id, as: organization)
    guard let found else { throw OrganizationError.organizationNotFound }
    return found
  }

  private static let columns = "o.id, o.name, o.slug, o.description, o.logo_url, o.created_at, o.updated_at"

  private static func organization(_ row: any Row) throws -> Organization {
    Organization(
      id: try row.text(0), name: try row.text(1), slug: try row.text(2), description: try row.optionalText(3),
      logoURL: try row.optionalText(4), createdAt: try row.time(5), updatedAt: try row.time(6))
  }
}
