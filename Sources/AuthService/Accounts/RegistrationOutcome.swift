/// What registration came to.
enum RegistrationOutcome: Sendable {
  case admitted(LoginOutcome)
  /// The tenant wants the e-mail verified first; a message is on its way.
  case verificationRequired
}
