import Storage

/// A user about to be stored, with the hash of the password.
struct NewUser: Sendable {
  var id: String
  var tenantID: String
  var email: EmailAddress
  var displayName: String?
  /// Nil for a user who chose none.
  var locale: String?
  var isEmailVerified: Bool
  /// Whether logins wait for the e-mail's verification.
  var isPending: Bool
  /// Of the account that holds the password.
  var accountID: String
  /// Nil for a user without a password, who has no such account.
  var passwordHash: String?
  var createdAt: Timestamp

  var user: User {
    User(
      id: id, email: email.display, displayName: displayName, avatarURL: nil, isActive: true,
      isPending: isPending, createdAt: createdAt)
  }
}
