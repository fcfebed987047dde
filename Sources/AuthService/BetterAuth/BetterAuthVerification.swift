import Storage

/// A short-lived proof in Better Auth's core schema.
struct BetterAuthVerification: Sendable, Equatable {
  var id: String
  var identifier: String
  var value: String
  var expiresAt: Timestamp
  var createdAt: Timestamp
  var updatedAt: Timestamp
}

/// A checked request for a verification.
struct NewBetterAuthVerification: Sendable {
  /// The creator's own id.
  var id: String?
  var identifier: String
  var value: String
  var expiresAt: Timestamp
  var createdAt: Timestamp?
  var updatedAt: Timestamp?
}
