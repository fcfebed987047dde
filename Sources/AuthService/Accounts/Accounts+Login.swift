import Runtime
import Storage

extension Accounts {
  /// - Throws: ``AuthError/invalidCredentials``, ``AuthError/accountDeactivated``,
  ///   ``AuthError/emailNotVerified``, ``AuthError/loginBusy``, RESOURCE_EXHAUSTED `ACCOUNT_LOCKED`.
  func login(email: String, password: String, tenantID: String, device: Device) async throws -> LoginOutcome {
    let tenant = try await tenants.active(tenantID)
    // Nobody has such an address or password, so this answer may come sooner than others.
    guard let address = EmailAddress(email), password.utf8.count <= PasswordRule.maximumBytes else {
      throw AuthError.invalidCredentials
    }
    let known = try await users.credentials(tenantID: tenantID, email: address.normalized)
    let isOutdated = try await check(
      password, of: known, email: address.normalized, tenantID: tenantID, device: device,
      orThrow: AuthError.invalidCredentials)
    guard let known else { throw AuthError.invalidCredentials }
    if isOutdated { try await rehash(password, of: known, tenantID: tenantID) }
    return try await admit(known.user, of: tenant, device: device, method: .password)
  }

  /// Ends a session, cookie and refresh token included; ending it again changes nothing.
  func logOut(userID: String, sessionID: String, tenantID: String, device: Device) async throws {
    let now = clock.now()
    try await sessions.end(
      tenantID: tenantID, id: sessionID,
      audit: .account(
        "user.logout", of: userID, tenantID: tenantID, device: device, details: ["session_id": sessionID], at: now),
      at: now)
  }

  /// Checks a password within the limits on guessing. Unknown users cost the same hash, so that time tells
  /// nothing about who is registered.
  /// - Parameter email: the normalised address that failures are counted under, known or not.
  /// - Returns: whether the stored hash is outdated.
  /// - Throws: `mismatch` for a wrong password.
  func check(
    _ password: String, of known: UserStore.Credentials?, email: String, tenantID: String, device: Device,
    orThrow mismatch: any Error
  ) async throws -> Bool {
    let subject = known.map { LoginSubject.user($0.user.id, of: tenantID) }
    let guess = Guess.password(tenantID: tenantID, email: email, of: subject, device: device)
    try await loginGuard.admit(guess)
    let check = try await passwords.check(password, against: known?.passwordHash)
    guard check.matches, known != nil else {
      try await loginGuard.failed(guess)
      throw mismatch
    }
    try await loginGuard.succeeded(guess)
    return check.isOutdated
  }

  /// A busy queue puts it off to the next login.
  private func rehash(_ password: String, of known: UserStore.Credentials, tenantID: String) async throws {
    guard let old = known.passwordHash, let new = try await passwords.hashIfFree(password) else { return }
    try await users.rehash(tenantID: tenantID, userID: known.user.id, from: old, to: new, at: clock.now())
  }
}
