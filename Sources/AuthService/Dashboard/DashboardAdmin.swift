import Storage

/// A member of the team that runs a tenant.
public struct DashboardAdmin: Sendable, Equatable {
  /// UUIDv7.
  public var id: String
  public var tenantID: String
  /// As it was typed; unique across all tenants without regard to case, since a login names no tenant.
  public var email: String
  public var displayName: String?
  public var role: AdminRole
  public var createdAt: Timestamp
  public var lastLoginAt: Timestamp?
}

/// A dashboard admin about to be stored.
struct NewAdmin: Sendable {
  var id: String
  var tenantID: String
  var email: EmailAddress
  var displayName: String?
  var role: AdminRole
  var passwordHash: String
  var createdAt: Timestamp

  var admin: DashboardAdmin {
    DashboardAdmin(
      id: id, tenantID: tenantID, email: email.display, displayName: displayName, role: role, createdAt: createdAt,
      lastLoginAt: nil)
  }
}
