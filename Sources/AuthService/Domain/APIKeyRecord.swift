import Storage

/// An API key as it is stored; the key itself is shown only once, when it is made.
public struct APIKeyRecord: Sendable, Equatable {
  /// UUIDv7.
  public var id: String
  public var tenantID: String
  /// True for `sk_live_…`.
  public var isSecret: Bool
  /// `pk_live_…a1B2`, for people to tell keys apart.
  public var hint: String
  /// As `scheme://host[:port]`; "*" for any. Empty for secret keys.
  public var allowedOrigins: [String]
  public var createdAt: Timestamp
  public var revokedAt: Timestamp?
}
