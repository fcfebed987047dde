import Runtime
import Storage

extension OrganizationStore {
  /// Changes the user's company.
  /// - Throws: ``AuthError/companyNotFound``, ``AuthError/slugTaken(_:)``,
  ///   ``OrganizationError/permissionMissing(_:)``.
  func updateCompany(_ change: CompanyChange, userID: String, by context: AuditContext) async throws -> Organization {
    let tenantID = context.call.caller.tenantID
    do {
      return try await database.write { tx in
        guard let company = try Self.company(tx, tenantID: tenantID, userID: userID) else {
          throw AuthError.companyNotFound
        }
        let call = try MemberCall(context.call, organizationID: company.id, at: context.at)
        _ = try MembershipStore.require(.organizationUpdate, tx, call)
        let changed = change.applied(to: company, at: context.at)
        guard try Self.isFree(tx, changed, tenantID: tenantID) else { throw AuthError.slugTaken(changed.slug) }
        try tx.execute(
          "UPDATE organizations SET name = ?, slug = ?, logo_url = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
          changed.name, changed.slug, changed.logoURL, changed.updatedAt, tenantID, changed.id)
        try AuditLog.append(tx, call.entry("organization.update", "organization", changed.id))
        return changed
      }
    } catch StorageError.uniqueViolation(table: "organizations", _) {
      // Somebody else took the slug between the look and the write.
      throw AuthError.slugTaken(change.slug?.text ?? "")
    }
  }

  private static func isFree(_ tx: any Transaction, _ organization: Organization, tenantID: String) throws -> Bool {
    try !tx.exists(
      "SELECT 1 FROM organizations WHERE tenant_id = ? AND slug = ? AND id <> ?", tenantID, organization.slug,
      organization.id)
  }
}
