import Storage

/// A new password to store over the one that was checked.
struct PasswordChange: Sendable {
  var tenantID: String
  var userID: String
  /// The session that stays.
  var sessionID: String?
  var oldHash: String
  var newHash: String
  /// Of the notice in the outbox.
  var messageID: String
  var device: Device
  var at: Timestamp
}
