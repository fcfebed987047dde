import Storage

/// A session in Better Auth's core schema.
struct BetterAuthSession: Sendable, Equatable {
  var id: String
  var userID: String
  /// What the client presents; nil where only its hash is kept.
  var token: String?
  var expiresAt: Timestamp
  var ipAddress: String?
  var userAgent: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp
}

/// A checked request for a session.
struct NewBetterAuthSession: Sendable {
  /// The creator's own id.
  var id: String?
  var userID: String
  var token: String?
  var expiresAt: Timestamp
  var ipAddress: String?
  var userAgent: String?
  var createdAt: Timestamp?
  var updatedAt: Timestamp?
}

/// A checked request to change a session; what is nil stays.
struct BetterAuthSessionChange: Sendable {
  var expiresAt: Timestamp?
  var ipAddress: String?
  var userAgent: String?
  var updatedAt: Timestamp?

  func applied(to session: BetterAuthSession, at now: Timestamp) -> BetterAuthSession {
    var changed = session
    changed.expiresAt = expiresAt ?? session.expiresAt
    changed.ipAddress = ipAddress ?? session.ipAddress
    changed.userAgent = userAgent ?? session.userAgent
    changed.updatedAt = updatedAt ?? now
    return changed
  }
}
