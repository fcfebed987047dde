import Runtime

/// Who acts in which organization; the gateway has checked the membership.
struct OrganizationMember: Sendable {
  let tenantID: String
  let organizationID: String
  let userID: String

  /// - Throws: UNAUTHENTICATED without a user, PERMISSION_DENIED `ORGANIZATION_REQUIRED` without an organization.
  init(_ caller: Caller) throws {
    userID = try caller.requireUser()
    guard let organizationID = caller.organizationID else {
      throw ServiceError(.permissionDenied, "ORGANIZATION_REQUIRED", "Send an organization in X-Organization-Id.")
    }
    self.organizationID = organizationID
    tenantID = caller.tenantID
  }
}
