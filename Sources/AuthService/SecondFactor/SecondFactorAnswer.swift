/// What somebody gives as proof of the second factor.
enum SecondFactorAnswer: Sendable, Equatable {
  case code(TOTPCode)
  case recoveryCode(RecoveryCode)
}
