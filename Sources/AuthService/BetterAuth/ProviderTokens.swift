import Storage

/// What an OAuth provider gave.
struct ProviderTokens: Sendable, Equatable {
  var access: String?
  var refresh: String?
  var id: String?
  var accessExpiresAt: Timestamp?
  var refreshExpiresAt: Timestamp?
  /// As the provider writes it.
  var scope: String?
}
