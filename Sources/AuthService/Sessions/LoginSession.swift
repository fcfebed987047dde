import Storage

/// One login on one device: what refresh tokens, access tokens and the cookie are bound to.
struct LoginSession: Sendable, Equatable {
  /// How long a login lasts: the life of the refresh token and the cookie.
  static let lifetime = Duration.seconds(30 * 24 * 3600)

  var id: String
  var tenantID: String
  var userID: String
  var createdAt: Timestamp
  var expiresAt: Timestamp
  /// When the user last proved who they are: at login, and with each step-up.
  var authenticatedAt: Timestamp

  init(
    id: String, tenantID: String, userID: String, createdAt: Timestamp, expiresAt: Timestamp? = nil,
    authenticatedAt: Timestamp? = nil
  ) {
    self.id = id
    self.tenantID = tenantID
    self.userID = userID
    self.createdAt = createdAt
    self.expiresAt = expiresAt ?? createdAt.adding(Self.lifetime)
    self.authenticatedAt = authenticatedAt ?? createdAt
  }
}
