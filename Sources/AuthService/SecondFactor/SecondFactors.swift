import Runtime
import Storage

/// Second factors from enrolment to login, of end users and dashboard admins.
struct SecondFactors: Sendable {
  let store: SecondFactorStore
  let challenges: LoginChallengeStore
  let clock: any WallClock

  init(_ environment: ServiceEnvironment, loginGuard: LoginGuard) {
    let (database, settings) = (environment.database, environment.settings)
    store = SecondFactorStore(
      database: database, loginGuard: loginGuard, box: SecretBox(settings, purpose: "totp"),
      pepper: RecoveryCodePepper(settings))
    challenges = LoginChallengeStore(database: database, factors: store)
    clock = environment.clock
  }

  // MARK: Management

  /// Begins the enrolment of an authenticator app.
  /// - Parameters:
  ///   - issuer: what the app shows as the place to log in.
  ///   - account: what the app shows as the account.
  func begin(for subject: LoginSubject, issuer: String, account: String) async throws -> TOTPEnrollment {
    let secret = TOTP.randomSecret()
    let expiry = clock.now().adding(TOTPEnrollment.lifetime)
    try await store.begin(secret, of: subject, until: expiry, at: clock.now())
    return enrollment(secret, issuer: issuer, account: account, until: expiry)
  }

  /// Puts the app in force.
  /// - Returns: the recovery codes, which can't be had again.
  /// - Throws: ``SecondFactorError/invalidCode``, ``SecondFactorError/noEnrollment``.
  func confirm(_ code: TOTPCode, of subject: LoginSubject, device: Device) async throws -> [RecoveryCode] {
    let codes = RecoveryCode.newSet()
    try await store.confirm(
      code, of: subject, recoveryCodes: codes, at: clock.now(),
      audit: audit("second_factor.enroll", subject, device))
    return codes
  }

  func remove(_ subject: LoginSubject, device: Device) async throws {
    try await store.remove(subject, audit: audit("second_factor.remove", subject, device))
  }

  /// - Returns: the new codes, which can't be had again.
  /// - Throws: ``SecondFactorError/none``.
  func regenerateRecoveryCodes(of subject: LoginSubject, device: Device) async throws -> [RecoveryCode] {
    let codes = RecoveryCode.newSet()
    try await store.replaceRecoveryCodes(
      codes, of: subject, at: clock.now(), audit: audit("second_factor.recovery_codes", subject, device))
    return codes
  }

  // MARK: Login

  /// What is asked of somebody who has proven the password, or nil when nothing is.
  func demand(
    for subject: LoginSubject, policy: TenantSettings.SecondFactor
  ) async throws -> SecondFactorDemand? {
    guard policy != .off else { return nil }
    let state = try await store.state(of: subject)
    guard state.isEnabled || policy == .required else { return nil }
    let token = SecretToken.random()
    try await challenges.insert(
      LoginChallenge(
        tokenHash: SecretToken.hash(token), subject: subject, purpose: state.isEnabled ? .verify : .enroll,
        createdAt: clock.now()))
    return SecondFactorDemand(
      step: state.isEnabled ? .challenge(methods: state.methods) : .enrollment, token: token,
      expiresIn: LoginChallenge.lifetime.components.seconds)
  }

  /// Whose login an `mfa_token` waits for.
  /// - Throws: ``SecondFactorError/invalidToken``.
  func subject(
    of token: String, _ purpose: LoginChallenge.Purpose, at audience: LoginChallengeStore.Audience
  ) async throws -> LoginSubject {
    try await challenges.subject(token, purpose, at: audience, at: clock.now())
  }

  /// Ends a login's wait; the token is used up, and the session stored, in one transaction.
  /// - Throws: ``SecondFactorError/invalidToken``, ``SecondFactorError/invalidCode``, ``LockoutError/locked(_:)``,
  ///   what `complete` throws.
  func redeem(
    _ token: String, at audience: LoginChallengeStore.Audience, with answer: SecondFactorAnswer, device: Device,
    then complete: @escaping @Sendable (TenantTransaction) throws -> Void
  ) async throws {
    try await challenges.redeem(token, at: audience, with: answer, device: device, at: clock.now(), then: complete)
  }

  /// Begins the enrolment that a login waits for.
  /// - Parameter names: how the app shows the place and the account of whoever the token belongs to.
  /// - Throws: ``SecondFactorError/invalidToken``.
  func begin(
    _ token: String, at audience: LoginChallengeStore.Audience,
    names: (LoginSubject) async throws -> (issuer: String, account: String)
  ) async throws -> TOTPEnrollment {
    let secret = TOTP.randomSecret()
    let expiry = clock.now().adding(TOTPEnrollment.lifetime)
    let subject = try await challenges.begin(secret, token, at: audience, until: expiry, at: clock.now())
    let (issuer, account) = try await names(subject)
    return enrollment(secret, issuer: issuer, account: account, until: expiry)
  }

  /// Ends a login's wait with the first code of the new app; the token is used up, and the session stored, in
  /// one transaction.
  /// - Returns: the recovery codes, which can't be had again.
  /// - Throws: ``SecondFactorError/invalidToken``, ``SecondFactorError/invalidCode``,
  ///   ``SecondFactorError/noEnrollment``, what `complete` throws.
  func confirm(
    _ code: TOTPCode, _ token: String, at audience: LoginChallengeStore.Audience, device: Device,
    then complete: @escaping @Sendable (TenantTransaction) throws -> Void
  ) async throws -> [RecoveryCode] {
    let codes = RecoveryCode.newSet()
    try await challenges.confirm(
      code, token, at: audience, recoveryCodes: codes, device: device, at: clock.now(), then: complete)
    return codes
  }

  // MARK: Parts

  private func enrollment(
    _ secret: [UInt8], issuer: String, account: String, until expiry: Timestamp
  ) -> TOTPEnrollment {
    TOTPEnrollment(
      secret: Base32.encode(secret), uri: TOTP(secret: secret).uri(issuer: issuer, account: account),
      expiresAt: expiry)
  }

  private func audit(_ action: String, _ subject: LoginSubject, _ device: Device) -> AuditEntry {
    .secondFactor(action, of: subject, device: device, at: clock.now())
  }
}
