import Runtime

extension SecondFactors {
  /// Wires the second factors of a service.
  init(_ environment: ServiceEnvironment, guardian: LoginGuard) {
    let store = SecondFactorStore(
      database: environment.database, guardian: guardian, box: SecretBox(environment.settings, purpose: "totp"),
      pepper: RecoveryCodePepper(environment.settings))
    self.init(
      store: store, challenges: LoginChallengeStore(database: environment.database, factors: store),
      clock: environment.clock)
  }
}

extension LoginGuard {
  /// Wires the lock-out of a service.
  init(_ environment: ServiceEnvironment) {
    self.init(
      database: environment.database, devices: DeviceRecognizer(environment.settings), clock: environment.clock)
  }
}
