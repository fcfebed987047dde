import Runtime
import Storage

extension Accounts {
  /// Asks for a mail to an address. Takes the same time for every address.
  /// - Throws: INVALID_ARGUMENT for a `return_to` on an origin that is not the tenant's.
  func requestEmail(
    _ purpose: MailedToken.Purpose, to address: EmailAddress, returnTo: ReturnURL?, tenantID: String
  ) async throws {
    try await links.of(tenantID).check(returnTo, for: purpose.page)
    let request = AccountEmailRequest(
      purpose: purpose, email: address.normalized, returnTo: returnTo?.text, language: Call.currentLanguage)
    try await users.enqueue(request, tenantID: tenantID, id: ids.next(), at: clock.now())
    outboxFilled()
  }

  /// Sets a new password with a mailed token; every session of the user ends.
  /// - Throws: ``AccountError/invalidResetToken``, ``AuthError/loginBusy``.
  func resetPassword(token: String, password: String, tenantID: String, device: Device) async throws {
    let tokenHash = MailedToken.hash(token)
    // Guesses are refused before the expensive hash; the transaction decides in the end.
    guard
      try await mailedTokens.isValid(tenantID: tenantID, tokenHash: tokenHash, .passwordReset, at: clock.now())
    else { throw AccountError.invalidResetToken }
    let passwordHash = try await passwords.hash(password)
    try await users.resetPassword(
      PasswordReset(
        tenantID: tenantID, tokenHash: tokenHash, passwordHash: passwordHash, accountID: ids.next(),
        messageID: ids.next(), device: device, at: clock.now()))
    outboxFilled()
  }

  /// Sets a new password with a mailed token that alone says whose it is.
  /// - Throws: ``AccountError/invalidResetToken``, also for one of a suspended tenant; ``AuthError/loginBusy``.
  func resetPassword(token: String, password: String, device: Device) async throws {
    let tenantID = try await mailedTokens.tenantID(tokenHash: MailedToken.hash(token), .passwordReset)
    guard let tenantID else { throw AccountError.invalidResetToken }
    try await resetPassword(token: token, password: password, tenantID: tenantID, device: device)
  }

  /// Changes the caller's password; every session but the caller's ends.
  /// - Throws: ``AccountError/wrongPassword``, ``AccountError/passwordNotSet``,
  ///   ``AccountError/passwordChangedMeanwhile``, ``SecondFactorError/stepUpRequired``, ``AuthError/loginBusy``,
  ///   RESOURCE_EXHAUSTED `ACCOUNT_LOCKED`.
  func changePassword(from current: String, to password: String, caller: Caller, device: Device) async throws {
    let (tenantID, userID) = (caller.tenantID, try caller.requireUser())
    try await stepUp.require(caller, try await tenants.active(tenantID).settings, at: clock.now())
    guard let known = try await users.credentials(tenantID: tenantID, userID: userID) else {
      throw AuthError.userNotFound
    }
    guard let oldHash = known.passwordHash else { throw AccountError.passwordNotSet }
    guard current.utf8.count <= PasswordRule.maximumBytes else { throw AccountError.wrongPassword }
    _ = try await check(
      current, of: known, email: known.user.normalizedEmail, tenantID: tenantID, device: device,
      orThrow: AccountError.wrongPassword)
    let newHash = try await passwords.hash(password)
    try await users.changePassword(
      PasswordChange(
        tenantID: tenantID, userID: userID, sessionID: caller.sessionID, oldHash: oldHash, newHash: newHash,
        messageID: ids.next(), device: device, at: clock.now()))
    outboxFilled()
  }
}
