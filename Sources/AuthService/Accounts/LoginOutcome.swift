/// What a login came to once it was clear who logs in.
enum LoginOutcome: Sendable {
  case loggedIn(Login)
  /// No tokens yet: a second factor must be given, or enrolled, first.
  case secondFactor(SecondFactorDemand)
}
