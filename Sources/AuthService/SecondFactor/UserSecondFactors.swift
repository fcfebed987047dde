import Runtime
import Storage

/// The second factors of end users: what their tenant allows, the logins they finish, and step-up.
struct UserSecondFactors: Sendable {
  let accounts: Accounts
  let factors: SecondFactors
  let stepUp: StepUp

  /// One proof that it is still the user.
  enum Proof: Sendable, Equatable {
    case password(String)
    case answer(SecondFactorAnswer)

    /// - Throws: INVALID_ARGUMENT unless there is exactly one well-formed proof.
    init(password: String?, code: String?, recoveryCode: String?) throws {
      var violations = Violations()
      guard let password else {
        let answer = violations.answer(code: code, recoveryCode: recoveryCode)
        self = .answer(try violations.checked(answer))
        return
      }
      violations.present(password, "password")
      violations.require(code == nil, "code", "only one proof can be given")
      violations.require(recoveryCode == nil, "recovery_code", "only one proof can be given")
      try violations.throwIfAny()
      self = .password(password)
    }
  }

  // MARK: Management

  func state(for caller: Caller) async throws -> (state: SecondFactorState, policy: TenantSettings.SecondFactor) {
    let settings = try await accounts.tenants.active(caller.tenantID).settings
    return (try await factors.store.state(of: subject(caller)), settings.secondFactor)
  }

  /// - Throws: ``SecondFactorError/off``, ``SecondFactorError/stepUpRequired``.
  func begin(_ call: Call) async throws -> TOTPEnrollment {
    let tenant = try await sensitive(call.caller)
    guard tenant.settings.secondFactor != .off else { throw SecondFactorError.off }
    let subject = try subject(call.caller)
    guard let user = try await user(subject) else { throw AuthError.userNotFound }
    return try await factors.begin(for: subject, issuer: tenant.name, account: user.email)
  }

  /// - Returns: the recovery codes, which can't be had again.
  /// - Throws: ``SecondFactorError/invalidCode``, ``SecondFactorError/noEnrollment``,
  ///   ``SecondFactorError/off``, ``SecondFactorError/stepUpRequired``.
  func confirm(_ code: TOTPCode, _ call: Call) async throws -> [RecoveryCode] {
    guard try await sensitive(call.caller).settings.secondFactor != .off else { throw SecondFactorError.off }
    return try await factors.confirm(code, of: subject(call.caller), device: call.device)
  }

  /// - Throws: ``SecondFactorError/required``, ``SecondFactorError/stepUpRequired``.
  func remove(_ call: Call) async throws {
    guard try await sensitive(call.caller).settings.secondFactor != .required else { throw SecondFactorError.required }
    try await factors.remove(subject(call.caller), device: call.device)
  }

  /// - Returns: the new codes, which can't be had again.
  /// - Throws: ``SecondFactorError/none``, ``SecondFactorError/stepUpRequired``.
  func regenerateRecoveryCodes(_ call: Call) async throws -> [RecoveryCode] {
    _ = try await sensitive(call.caller)
    return try await factors.regenerateRecoveryCodes(of: subject(call.caller), device: call.device)
  }

  // MARK: Login

  /// Finishes a login with an answer.
  /// - Throws: ``SecondFactorError/invalidToken``, ``SecondFactorError/invalidCode``, ``LockoutError/locked(_:)``,
  ///   ``AuthError/accountDeactivated``.
  func logIn(_ token: String, with answer: SecondFactorAnswer, _ call: Call) async throws -> Login {
    let prepared = try await prepare(token, .verify, call)
    try await factors.redeem(
      token, at: .users(tenantID: call.caller.tenantID), with: answer, device: call.device
    ) { try prepared.store($0) }
    return prepared.login
  }

  /// - Throws: ``SecondFactorError/invalidToken``.
  func beginEnrollment(_ token: String, _ call: Call) async throws -> TOTPEnrollment {
    let tenant = try await accounts.tenants.active(call.caller.tenantID)
    return try await factors.begin(token, at: .users(tenantID: tenant.id)) { subject in
      (tenant.name, try await user(subject)?.email ?? subject.id)
    }
  }

  /// Finishes a login with the first code of a new app.
  /// - Returns: the login, and the recovery codes, which can't be had again.
  /// - Throws: ``SecondFactorError/invalidToken``, ``SecondFactorError/invalidCode``,
  ///   ``SecondFactorError/noEnrollment``, ``AuthError/accountDeactivated``.
  func confirmEnrollment(
    _ code: TOTPCode, _ token: String, _ call: Call
  ) async throws -> (login: Login, recoveryCodes: [RecoveryCode]) {
    let prepared = try await prepare(token, .enroll, call)
    let codes = try await factors.confirm(
      code, token, at: .users(tenantID: call.caller.tenantID), device: call.device
    ) { try prepared.store($0) }
    return (prepared.login, codes)
  }

  /// The login that a token waits for, not stored yet.
  private func prepare(
    _ token: String, _ purpose: LoginChallenge.Purpose, _ call: Call
  ) async throws -> PreparedLogin {
    let subject = try await factors.subject(of: token, purpose, at: .users(tenantID: call.caller.tenantID))
    guard let user = try await user(subject) else { throw SecondFactorError.invalidToken }
    return try await accounts.prepare(
      for: user, tenantID: subject.tenantID, device: call.device, method: .secondFactor)
  }

  // MARK: Step-up

  /// Authenticates the user of a session again. Whoever has a second factor proves that one: a password may
  /// have been learnt together with the session.
  /// - Returns: now, from which on the session counts as freshly authenticated.
  /// - Throws: ``SecondFactorError/codeRequired``, ``SecondFactorError/none``, ``SecondFactorError/invalidCode``,
  ///   ``AuthError/invalidCredentials``, ``AuthError/sessionUnknown``, ``LockoutError/locked(_:)``,
  ///   ``AuthError/loginBusy``.
  func authenticateAgain(_ proof: Proof, _ call: Call) async throws -> Timestamp {
    let subject = try subject(call.caller)
    guard let sessionID = call.caller.sessionID else { throw AuthError.sessionUnknown }
    let (state, policy) = try await state(for: call.caller)
    let now = accounts.clock.now()
    let audit = AuditEntry.secondFactor("user.step_up", of: subject, device: call.device, at: now)
    let refresh: @Sendable (TenantTransaction) throws -> Void = { tenant in
      try tenant.markSessionAuthenticated(id: sessionID, of: subject.id, at: now)
      try tenant.append(audit)
    }
    switch proof {
    case .password(let password):
      guard !state.isEnabled || policy == .off else { throw SecondFactorError.codeRequired }
      try await check(password, of: subject, device: call.device)
      try await stepUp.database.write(tenant: subject.tenantID, refresh)
    case .answer(let answer):
      guard state.isEnabled else { throw SecondFactorError.none }
      try await factors.store.prove(answer, of: subject, device: call.device, at: now, then: refresh)
    }
    return now
  }

  private func check(_ password: String, of subject: LoginSubject, device: Device) async throws {
    guard password.utf8.count <= PasswordRule.maximumBytes,
      let known = try await accounts.users.credentials(tenantID: subject.tenantID, userID: subject.id)
    else { throw AuthError.invalidCredentials }
    _ = try await accounts.check(
      password, of: known, email: known.user.normalizedEmail, tenantID: subject.tenantID, device: device,
      orThrow: AuthError.invalidCredentials)
  }

  // MARK: Parts

  private func sensitive(_ caller: Caller) async throws -> Tenant {
    let tenant = try await accounts.tenants.active(caller.tenantID)
    try await stepUp.require(caller, tenant.settings, at: accounts.clock.now())
    return tenant
  }

  private func subject(_ caller: Caller) throws -> LoginSubject {
    .user(try caller.requireUser(), of: caller.tenantID)
  }

  private func user(_ subject: LoginSubject) async throws -> User? {
    try await accounts.users.user(tenantID: subject.tenantID, id: subject.id)
  }
}
