import Runtime
import Storage

/// A user's company: of the organizations that the user owns, the one that `company_owner_id` marks.
extension TenantTransaction {
  func company(of userID: String) throws -> Organization? {
    try tx.first(
      "SELECT \(Self.organizationColumns) FROM organizations o WHERE o.tenant_id = ? AND o.company_owner_id = ?", id,
      userID, as: Self.organization)
  }

  /// Marks the oldest organization that the user owns, and that is nobody's company, as the company.
  func adoptOldestOrganization(asCompanyOf userID: String) throws -> Organization? {
    let adopted = try tx.execute(
      """
      UPDATE organizations SET company_owner_id = ?
      WHERE tenant_id = ? AND id = (
        SELECT o.id FROM organizations o
        JOIN memberships m ON m.tenant_id = o.tenant_id AND m.organization_id = o.id
        WHERE o.tenant_id = ? AND m.user_id = ? AND m.role = 'owner' AND m.is_active = 1
          AND o.company_owner_id IS NULL
        ORDER BY o.created_at, o.id LIMIT 1)
      """, userID, id, id, userID)
    return adopted > 0 ? try company(of: userID) : nil
  }

  /// - Throws: ``AuthError/userNotFound``, ``AuthError/slugTaken(_:)``.
  func insertCompany(_ input: CompanyInput, departmentID: String, by call: MemberCall) throws -> Organization {
    let organizationID = call.organizationID
    guard let owner = try activeUser(id: call.userID) else { throw AuthError.userNotFound }
    let name = input.name ?? owner.companyName
    let slugs = input.slug.map { [$0] } ?? Slug.candidates(for: name, id: organizationID)
    for slug in slugs {
      let company = Organization(
        id: organizationID, name: name, slug: slug.text, description: nil, logoURL: input.logoURL, createdAt: call.at,
        updatedAt: call.at)
      if try insert(company, departmentID: departmentID, isCompany: true, by: call) { return company }
    }
    throw AuthError.slugTaken(slugs.last?.text ?? "")
  }

  /// A company is its user's no longer once the user has stopped owning it.
  func forgetCompany(_ organizationID: String, of userID: String) throws {
    try tx.execute(
      "UPDATE organizations SET company_owner_id = NULL WHERE tenant_id = ? AND id = ? AND company_owner_id = ?", id,
      organizationID, userID)
  }

  /// An organization that is anybody else's company is so no longer.
  func forgetCompany(_ organizationID: String, unlessOf userID: String) throws {
    try tx.execute(
      "UPDATE organizations SET company_owner_id = NULL WHERE tenant_id = ? AND id = ? AND company_owner_id <> ?", id,
      organizationID, userID)
  }

  /// The organizations of a user who goes stay, as nobody's company.
  func forgetCompanies(of userID: String, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE organizations SET company_owner_id = NULL, updated_at = ? WHERE tenant_id = ? AND company_owner_id = ?",
      now, id, userID)
  }
}
