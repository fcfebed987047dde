import Storage

/// A new password to store with the token from a reset mail.
struct PasswordReset: Sendable {
  var tenantID: String
  /// See ``MailedToken/hash(_:)``.
  var tokenHash: String
  var passwordHash: String
  /// Of the account that will hold the password, for a user without one.
  var accountID: String
  /// Of the notice in the outbox.
  var messageID: String
  var device: Device
  var at: Timestamp
}

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
