import Runtime
import Storage

extension AdminAccounts {
  /// Changes the password of an admin who knows it; every session but this one ends.
  /// - Throws: ``DashboardError/wrongPassword``, ``DashboardError/passwordChangedMeanwhile``,
  ///   ``AuthError/loginBusy``, ``LockoutError/locked(_:)``.
  func changePassword(from current: String, to password: String, by call: AdminCall) async throws {
    let known = try await credentials(of: call)
    guard current.utf8.count <= PasswordRule.maximumBytes else { throw DashboardError.wrongPassword }
    let checked = try await check(
      current, of: known, email: normalizedEmail(of: known.admin), device: call.call.device,
      orThrow: DashboardError.wrongPassword)
    let hash = try await passwords.hash(password)
    try await admins.changePassword(
      of: known.admin, from: checked, to: hash, keeping: call.session.id, messageID: ids.next(),
      audit: call.entry("admin.password_change", "admin", call.admin.id), at: clock.now())
    outboxFilled()
  }

  /// Asks for a mail to an address. Takes the same time for every address: who looks whether there is such
  /// an admin is a background worker.
  func requestReset(_ address: EmailAddress) async throws {
    let request = AdminResetRequest(email: address.normalized, language: Call.currentLanguage)
    try await admins.enqueue(request, id: ids.next(), at: clock.now())
    outboxFilled()
  }

  /// Sets a new password with a mailed token; every session of the admin ends.
  /// - Throws: ``DashboardError/invalidResetToken``, ``AuthError/loginBusy``.
  func resetPassword(token: String, password: String, device: Device) async throws {
    let tokenHash = SecretToken.hash(token)
    // Guesses are refused before the expensive hash; the transaction decides in the end.
    guard try await admins.admin(resetHash: tokenHash, at: clock.now()) != nil else {
      throw DashboardError.invalidResetToken
    }
    let hash = try await passwords.hash(password)
    let now = clock.now()
    try await admins.reset(tokenHash: tokenHash, passwordHash: hash, messageID: ids.next(), at: now) {
      .admin("admin.password_reset", of: $0, device: device, at: now)
    }
    outboxFilled()
  }

  /// Marks the session as freshly authenticated. Whoever has a second factor gives it, everybody else the
  /// password.
  /// - Throws: ``SecondFactorError/codeRequired``, ``SecondFactorError/none``,
  ///   ``SecondFactorError/invalidCode``, ``AuthError/invalidCredentials``, ``LockoutError/locked(_:)``.
  func stepUp(_ proof: UserSecondFactors.Proof, by call: AdminCall) async throws {
    let hasFactor = try await secondFactors.store.state(of: call.subject).isEnabled
    let device = call.call.device
    switch proof {
    case .password(let password):
      guard !hasFactor else { throw SecondFactorError.codeRequired }
      guard password.utf8.count <= PasswordRule.maximumBytes else { throw AuthError.invalidCredentials }
      let known = try await credentials(of: call)
      try await check(
        password, of: known, email: normalizedEmail(of: known.admin), device: device,
        orThrow: AuthError.invalidCredentials)
      try await sessions.stepUp(call.session, audit: call.entry("admin.step_up", "admin", call.admin.id), at: call.at)
    case .answer(let answer):
      guard hasFactor else { throw SecondFactorError.none }
      let entry = call.entry("admin.step_up", "admin", call.admin.id)
      try await secondFactors.store.prove(answer, of: call.subject, device: device, at: call.at) { tenant in
        try tenant.stepUpAdminSession(call.session, audit: entry, at: call.at)
      }
    }
  }

  private func credentials(of call: AdminCall) async throws -> AdminStore.Credentials {
    guard let known = try await admins.credentials(tenantID: call.tenantID, id: call.admin.id) else {
      throw DashboardError.unauthenticated
    }
    return known
  }

  /// What failed logins of the admin are counted under.
  private func normalizedEmail(of admin: DashboardAdmin) -> String {
    EmailAddress(admin.email)?.normalized ?? admin.email
  }
}
