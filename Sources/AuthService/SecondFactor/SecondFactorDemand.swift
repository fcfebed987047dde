/// What stands between the right password and the tokens.
struct SecondFactorDemand: Sendable, Equatable {
  enum Step: Sendable, Equatable {
    /// One of the user's second factors must be given; their names (`totp`, `recovery_code`).
    case challenge(methods: [String])
    /// The tenant wants a second factor and the user has none yet.
    case enrollment
  }

  var step: Step
  /// Stands for the right password meanwhile (`mfa_token`).
  var token: String
  /// Seconds until the token expires.
  var expiresIn: Int64
}
