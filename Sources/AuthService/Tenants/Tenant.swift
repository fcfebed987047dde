import Storage

/// A customer of the platform: everything else belongs to one.
public struct Tenant: Sendable, Equatable {
  /// UUIDv7.
  public var id: String
  public var name: String
  /// False while suspended: keys, sessions and logins are refused.
  public var isActive: Bool
  public var settings: TenantSettings
  public var createdAt: Timestamp
  public var updatedAt: Timestamp
}
