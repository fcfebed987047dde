import Runtime

/// Which customers at Stripe a caller may look at: the own ones, and those of organizations that it may bill for.
struct CustomerAccess: Sendable {
  let customers: StripeCustomers
  let memberships: Memberships

  /// - Throws: ``CustomerError/forbidden`` for a customer that is not the caller's, there or not.
  func require(_ customerID: String, _ permission: OrganizationPermission, for caller: Caller) async throws {
    let userID = try caller.requireUser()
    guard let owner = try await customers.owner(of: customerID, tenantID: caller.tenantID)?.owner else {
      throw CustomerError.forbidden
    }
    guard owner.kind == .organization else {
      guard owner.id == userID else { throw CustomerError.forbidden }
      return
    }
    do {
      try await memberships.require(permission, in: owner.id, for: caller)
    } catch let error as ServiceError where ["ORGANIZATION_NOT_FOUND", "PERMISSION_MISSING"].contains(error.reason) {
      throw CustomerError.forbidden
    }
  }

  /// Every customer that the caller is, or may manage the billing of.
  func all(for caller: Caller) async throws -> [String] {
    let userID = try caller.requireUser()
    var links = try await customers.all(of: Subject(.user, userID), tenantID: caller.tenantID)
    for company in try await memberships.companies(of: userID, tenantID: caller.tenantID) {
      do {
        try await memberships.require(.billingManage, in: company, for: caller)
      } catch let error as ServiceError where ["ORGANIZATION_NOT_FOUND", "PERMISSION_MISSING"].contains(error.reason) {
        continue
      }
      links += try await customers.all(of: Subject(.organization, company), tenantID: caller.tenantID)
    }
    return links.map(\.customerID)
  }
}
