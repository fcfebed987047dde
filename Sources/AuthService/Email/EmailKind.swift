/// What an e-mail is about.
enum EmailKind: String, CaseIterable, Sendable {
  case emailVerification = "email_verification"
  case passwordReset = "password_reset"
  /// A reset whose link another system made.
  case linkedPasswordReset = "linked_password_reset"
  case passwordChanged = "password_changed"
  case invitation
  case teamInvitation = "team_invitation"
  case adminPasswordReset = "admin_password_reset"
  case adminPasswordChanged = "admin_password_changed"
}
