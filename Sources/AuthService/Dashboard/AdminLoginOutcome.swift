/// What a login came to.
enum AdminLoginOutcome: Sendable {
  case loggedIn(AdminLogin)
  /// No tokens yet: the second factor must be given first.
  case secondFactor(SecondFactorDemand)
}
