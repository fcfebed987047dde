import Runtime

/// Whose billing a call is about, and whether the caller may see or change it.
struct CompanyGate: Sendable {
  let memberships: Memberships

  /// The company that a call names, or the caller's only one.
  /// - Throws: PERMISSION_DENIED `NOT_A_MEMBER`, `PERMISSION_MISSING`; INVALID_ARGUMENT where a caller of several
  ///   companies names none; NOT_FOUND `COMPANY_NOT_FOUND`.
  func company(_ named: String?, _ permission: OrganizationPermission, _ caller: Caller) async throws -> String {
    var company = named
    if let named {
      var check = Violations()
      check.id(named, "company_id")
      try check.throwIfAny()
      try await memberships.require(companyID: named, for: caller)
    } else {
      company = try await memberships.only(for: caller)
    }
    let companyID = company ?? ""
    try await memberships.require(permission, in: companyID, for: caller)
    return companyID
  }
}
