import Storage

/// Organizations and who belongs to them.
struct OrganizationStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// Creates an organization that the user owns.
  /// - Throws: ``AuthError/userNotFound``, ``AuthError/slugTaken(_:)``.
  func create(
    _ new: NewOrganization, id: String, tenantID: String, userID: String, at now: Timestamp
  ) async throws -> OrganizationMembership {
    let organization = Organization(
      id: id, name: new.name, slug: new.slug.text, description: new.description, logoURL: nil, createdAt: now,
      updatedAt: now)
    try await database.write { tx in
      guard try UserStore.exists(tx, tenantID: tenantID, id: userID) else { throw AuthError.userNotFound }
      guard try Self.insert(tx, organization, tenantID: tenantID, ownerID: userID, isCompany: false) else {
        throw AuthError.slugTaken(new.slug.text)
      }
    }
    signal.wake()
    return OrganizationMembership(organization: organization, role: .owner)
  }

  /// The organizations that a user belongs to, oldest first.
  func memberships(tenantID: String, userID: String) async throws -> [OrganizationMembership] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT \(Self.columns), m.role
        FROM memberships m
        JOIN organizations o ON o.tenant_id = m.tenant_id AND o.id = m.organization_id
        WHERE m.tenant_id = ? AND m.user_id = ? AND m.is_active = 1
        ORDER BY o.created_at, o.id
        """, tenantID, userID
      ) { row in
        guard let role = OrganizationRole(rawValue: try row.text(7)) else {
          throw StorageError.unexpectedType("memberships.role")
        }
        return OrganizationMembership(organization: try Self.organization(row), role: role)
      }
    }
  }

  /// The user's company, if it has been made.
  func company(tenantID: String, userID: String) async throws -> Organization? {
    try await database.read { try Self.company($0, tenantID: tenantID, userID: userID) }
  }

  /// The user's company: the one there is, or the oldest organization that the user owns, or a new one.
  /// Any number of calls at once make one company.
  /// - Throws: ``AuthError/userNotFound``, ``AuthError/slugTaken(_:)`` for a slug that was asked for.
  func ensureCompany(
    _ wish: CompanyWish, newID: String, tenantID: String, userID: String, at now: Timestamp
  ) async throws -> EnsuredCompany {
    if let known = try await company(tenantID: tenantID, userID: userID) {
      return EnsuredCompany(company: known, created: false)
    }
    let ensured = try await database.write { tx in
      if let known = try Self.company(tx, tenantID: tenantID, userID: userID)
        ?? Self.adoptOldest(tx, tenantID: tenantID, userID: userID)
      {
        return EnsuredCompany(company: known, created: false)
      }
      let company = try Self.createCompany(tx, wish, id: newID, tenantID: tenantID, userID: userID, at: now)
      return EnsuredCompany(company: company, created: true)
    }
    signal.wake()
    return ensured
  }

  // MARK: In the caller's transaction

  private static func company(_ tx: any Transaction, tenantID: String, userID: String) throws -> Organization? {
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
    _ tx: any Transaction, _ wish: CompanyWish, id: String, tenantID: String, userID: String, at now: Timestamp
  ) throws -> Organization {
    let owner = try tx.first(
      "SELECT \(UserStore.columns) FROM users u WHERE u.tenant_id = ? AND u.id = ? AND u.is_active = 1", tenantID,
      userID, as: UserStore.user)
    guard let owner else { throw AuthError.userNotFound }
    let name = wish.name ?? owner.companyName
    let slugs = wish.slug.map { [$0] } ?? Slug.candidates(for: name, id: id)
    for slug in slugs {
      let company = Organization(
        id: id, name: name, slug: slug.text, description: nil, logoURL: wish.logoURL, createdAt: now, updatedAt: now)
      if try insert(tx, company, tenantID: tenantID, ownerID: userID, isCompany: true) { return company }
    }
    throw AuthError.slugTaken(slugs.last?.text ?? "")
  }

  /// Adds an organization with its owner; false when the slug is taken.
  private static func insert(
    _ tx: any Transaction, _ organization: Organization, tenantID: String, ownerID: String, isCompany: Bool
  ) throws -> Bool {
    let now = organization.createdAt
    let inserted = try tx.execute(
      """
      INSERT INTO organizations (tenant_id, id, name, slug, description, logo_url, company_owner_id, created_by,
        created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, slug) DO NOTHING
      """, tenantID, organization.id, organization.name, organization.slug, organization.description,
      organization.logoURL, isCompany ? ownerID : nil, ownerID, now, now)
    guard inserted > 0 else { return false }
    try tx.execute(
      """
      INSERT INTO memberships (tenant_id, organization_id, user_id, role, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """, tenantID, organization.id, ownerID, OrganizationRole.owner.rawValue, now, now)
    try tx.execute(
      """
      UPDATE users SET default_organization_id = ?
      WHERE tenant_id = ? AND id = ? AND default_organization_id IS NULL
      """, organization.id, tenantID, ownerID)
    // Gateways remember memberships until told otherwise.
    try RevocationStore.append(tx, tenantID: tenantID, Revocation(kind: .membership, subjectID: ownerID, at: now))
    return true
  }

  private static let columns = "o.id, o.name, o.slug, o.description, o.logo_url, o.created_at, o.updated_at"

  private static func organization(_ row: any Row) throws -> Organization {
    Organization(
      id: try row.text(0), name: try row.text(1), slug: try row.text(2), description: try row.optionalText(3),
      logoURL: try row.optionalText(4), createdAt: try row.time(5), updatedAt: try row.time(6))
  }
}
