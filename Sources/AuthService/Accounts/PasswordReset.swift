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
