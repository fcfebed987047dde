import Runtime

/// Who may see and change which subscription.
struct SubscriptionAccess: Sendable {
  let memberships: Memberships
  let store: SubscriptionStore

  /// The subscription, for whoever owns it or, where it is only read, may read its organization's billing.
  /// - Throws: ``SubscriptionError/notFound``, ``SubscriptionError/notOwner``, UNAUTHENTICATED without a user.
  func subscription(
    _ id: String, _ permission: OrganizationPermission, for caller: Caller
  ) async throws -> Subscription {
    let userID = try caller.requireUser()
    let subscription = try await store.subscription(id, tenantID: caller.tenantID)
    if subscription.userID == userID {
      // Whoever made it owns it, as long as they belong to the organization that pays.
      guard subscription.subject.kind == .organization else { return subscription }
      let companies = try await memberships.companies(of: userID, tenantID: caller.tenantID)
      guard companies.contains(subscription.subject.id) else { throw SubscriptionError.notOwner }
      return subscription
    }
    guard subscription.subject.kind == .organization else {
      guard subscription.subject.id == userID else { throw SubscriptionError.notOwner }
      return subscription
    }
    do {
      try await memberships.require(permission, in: subscription.subject.id, for: caller)
    } catch let error as ServiceError where ["ORGANIZATION_NOT_FOUND", "PERMISSION_MISSING"].contains(error.reason) {
      throw SubscriptionError.notOwner
    }
    return subscription
  }

  /// The organization, for a member whose role has a permission.
  /// - Throws: NOT_FOUND `ORGANIZATION_NOT_FOUND`, PERMISSION_DENIED `PERMISSION_MISSING`.
  func organization(
    _ id: String, _ permission: OrganizationPermission, for caller: Caller
  ) async throws -> Subject {
    try await memberships.require(permission, in: id, for: caller)
    return Subject(.organization, id)
  }

  /// The organization that a user means who has not named one: that of the header, else the only one.
  /// - Throws: ``SubscriptionError/organizationRequired``, NOT_FOUND `ORGANIZATION_NOT_FOUND`.
  func organization(of caller: Caller) async throws -> String {
    if let named = caller.organizationID { return named }
    let all = try await memberships.companies(of: caller.requireUser(), tenantID: caller.tenantID)
    guard let first = all.first else {
      throw ServiceError(.notFound, "ORGANIZATION_NOT_FOUND", "The user belongs to no organization.")
    }
    guard all.count == 1 else { throw SubscriptionError.organizationRequired }
    return first
  }

  /// A user's organizations, those joined first coming first; that of the header alone where there is one.
  func organizations(of caller: Caller) async throws -> [Subject] {
    let named = caller.organizationID.map { [$0] }
    let all = try await memberships.companies(of: caller.requireUser(), tenantID: caller.tenantID)
    return (named ?? all).filter(all.contains).map { Subject(.organization, $0) }
  }

  /// With a secret key: as the user that the request names.
  /// - Throws: INVALID_ARGUMENT for a user id that is not one.
  func caller(_ caller: Caller, as userID: String) throws -> Caller {
    var check = Violations()
    check.id(userID, "user_id")
    try check.throwIfAny()
    var user = caller
    user.userID = userID
    return user
  }
}
