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
