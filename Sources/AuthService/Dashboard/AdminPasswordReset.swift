import Storage

/// A request to set a forgotten password: the token's hash; the token itself is on its way by mail.
struct AdminPasswordReset: Sendable {
  /// How long the mailed token is valid.
  static let lifetime = Duration.seconds(3600)

  var admin: DashboardAdmin
  var tokenHash: [UInt8]
  var createdAt: Timestamp

  var expiresAt: Timestamp { createdAt.adding(Self.lifetime) }
}
