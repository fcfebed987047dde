import Runtime

extension AreaModule {
  /// Second factors of end users, and step-up.
  static func secondFactor(_ parts: AuthParts) -> AreaModule {
    AreaModule(services: [
      SecondFactorHandler(
        factors: UserSecondFactors(
          accounts: parts.accounts, factors: parts.secondFactors, stepUp: parts.stepUp))
    ])
  }
}
