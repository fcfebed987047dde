import Storage

/// A customer of the platform: everything else belongs to one.
public struct Tenant: Sendable, Equatable {
  /// UUIDv7.
  public var id: String
  public var name: String
  /// False while suspended: keys, sessions and logins are refused.
  public var isActive: Bool
  /// Whether a new user must verify the e-mail address before the first login.
  public var emailVerificationRequired: Bool
  public var createdAt: Timestamp
}
