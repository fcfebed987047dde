/// A checked request for a user without a password.
struct NewUserDetails: Sendable {
  var sub: String
  var email: EmailAddress?
  var displayName: String?
  var avatarURL: String?
  /// Nil for a user who chose none.
  var locale: String?
  var isEmailVerified: Bool
  var status: UserStatus
  var isActive: Bool
}
