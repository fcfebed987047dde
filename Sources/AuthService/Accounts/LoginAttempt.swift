/// Somebody tries a password.
struct LoginAttempt: Sendable {
  var tenantID: String
  /// The normalised e-mail, known or not: counting only known ones would tell who is registered.
  var email: String
  var device: Device
}

/// Stops guessers, without stopping the user on a device that is known.
protocol LockoutGate: Sendable {
  /// Called before the password is hashed.
  /// - Throws: RESOURCE_EXHAUSTED `ACCOUNT_LOCKED` while the attempt may not be made.
  func admit(_ attempt: LoginAttempt) async throws

  /// Counts a wrong password.
  func failed(_ attempt: LoginAttempt) async throws

  /// Forgets the failures of a device that gave the right password.
  /// - Throws: RESOURCE_EXHAUSTED `ACCOUNT_LOCKED` when guesses that were made at the same time have locked it.
  func succeeded(_ attempt: LoginAttempt, userID: String) async throws

  /// The cookie by which the device of a login is known from then on.
  func deviceCookie(of userID: String, tenantID: String, device: Device) -> String
}
