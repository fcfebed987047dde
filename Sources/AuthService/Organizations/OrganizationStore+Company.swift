import Runtime
import Storage

extension OrganizationStore {
  /// The user's company, if it has been made.
  func company(tenantID: String, userID: String) async throws -> Organization? {
    try await database.read(tenant: tenantID) { tenant in try tenant.company(of: userID) }
  }

  /// The user's company: the one there is, or the oldest organization that the user owns, or a new one
  /// with the call's organization id.
  /// Any number of calls at once make one company.
  /// - Throws: ``AuthError/userNotFound``, ``AuthError/slugTaken(_:)`` for a slug that was asked for.
  func ensureCompany(_ input: CompanyInput, departmentID: String, by call: MemberCall) async throws -> EnsuredCompany {
    let userID = call.userID
    if let known = try await company(tenantID: call.tenantID, userID: userID) {
      return EnsuredCompany(company: known, created: false)
    }
    let ensured = try await database.write(tenant: call.tenantID) { tenant in
      if let known = try tenant.company(of: userID) ?? tenant.adoptOldestOrganization(asCompanyOf: userID) {
        return EnsuredCompany(company: known, created: false)
      }
      return EnsuredCompany(
        company: try tenant.insertCompany(input, departmentID: departmentID, by: call), created: true)
    }
    signal.wake()
    return ensured
  }

  /// Changes the user's company.
  /// - Throws: ``AuthError/companyNotFound``, ``AuthError/slugTaken(_:)``,
  ///   ``OrganizationError/permissionMissing(_:)``.
  func updateCompany(_ change: CompanyChange, userID: String, by context: AuditContext) async throws -> Organization {
    do {
      return try await database.write(tenant: context.call.caller.tenantID) { tenant in
        guard let company = try tenant.company(of: userID) else { throw AuthError.companyNotFound }
        let call = try MemberCall(context.call, organizationID: company.id, at: context.at)
        try tenant.require(.organizationUpdate, call)
        let changed = change.applied(to: company, at: context.at)
        guard try !tenant.isSlugTaken(of: changed) else { throw AuthError.slugTaken(changed.slug) }
        try tenant.save(changed)
        try tenant.append(call.entry("organization.update", "organization", changed.id))
        return changed
      }
    } catch StorageError.uniqueViolation(table: "organizations", _) {
      // Somebody else took the slug between the look and the write.
      throw AuthError.slugTaken(change.slug?.text ?? "")
    }
  }
}
