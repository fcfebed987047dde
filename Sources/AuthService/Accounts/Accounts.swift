import Foundation
import Runtime
import Storage

/// Registration, login and refresh: stores, password hashes and tokens put together.
struct Accounts: Sendable {
  let users: UserStore
  let sessions: SessionStore
  let tenants: TenantStore
  let apiKeys: APIKeyStore
  let passwords: PasswordHasher
  let tokens: TokenIssuer
  let clock: any WallClock
  let ids: any IDGenerator
  /// Called after a commit that left a message in the outbox.
  let outboxFilled: @Sendable () -> Void

  /// - Throws: ``AuthError/emailTaken``, ``AuthError/loginBusy``, INVALID_ARGUMENT for a `return_to` on an
  ///   origin that is not the tenant's.
  func register(_ registration: Registration, tenantID: String, device: Device) async throws -> RegistrationOutcome {
    let mustVerify = try await tenants.active(tenantID).emailVerificationRequired
    if mustVerify { try await checkReturn(registration.returnTo, tenantID: tenantID) }
    // Known addresses are refused before the expensive hash; the insert decides in the end.
    if try await users.isTaken(tenantID: tenantID, email: registration.email) { throw AuthError.emailTaken }
    let hash = try await passwords.hash(registration.password)
    let new = NewUser(
      id: ids.next(), tenantID: tenantID, email: registration.email, displayName: registration.displayName,
      locale: registration.locale, isEmailVerified: false, isPending: mustVerify, accountID: ids.next(),
      passwordHash: hash,
      createdAt: clock.now())
    if mustVerify {
      try await users.insert(new, verification: try verification(for: new, returnTo: registration.returnTo))
      outboxFilled()
      return .verificationRequired
    }
    let (session, login) = try await open(for: new.user, tenantID: tenantID, device: device)
    try await users.insert(new, session: session)
    return .loggedIn(login)
  }

  /// - Throws: ``AuthError/invalidCredentials``, ``AuthError/accountDeactivated``,
  ///   ``AuthError/emailNotVerified``, ``AuthError/loginBusy``.
  func login(email: String, password: String, tenantID: String, device: Device) async throws -> Login {
    let tenant = try await tenants.active(tenantID)
    guard password.utf8.count <= PasswordRule.maximumBytes else { throw AuthError.invalidCredentials }
    var known: UserStore.Credentials?
    if let address = EmailAddress(email) {
      known = try await users.credentials(tenantID: tenantID, email: address.normalized)
    }
    // Unknown users cost the same hash, so that time tells nothing about who is registered.
    let check = try await passwords.check(password, against: known?.passwordHash)
    guard check.matches, let known, let hash = known.passwordHash else { throw AuthError.invalidCredentials }
    guard known.user.isActive else { throw AuthError.accountDeactivated }
    guard !known.user.isPending || !tenant.emailVerificationRequired else { throw AuthError.emailNotVerified }
    let rehashed = check.isOutdated ? (old: hash, new: try await passwords.hash(password)) : nil
    let (session, login) = try await open(for: known.user, tenantID: tenantID, device: device)
    try await users.logIn(session, rehashed: rehashed)
    return login
  }

  /// A new access token for a refresh token, which stays the same.
  /// - Throws: ``AuthError/invalidRefreshToken``, also after the session's end.
  func refresh(_ token: String, tenantID: String) async throws -> LoginTokens {
    let now = clock.now()
    guard let claims = await tokens.read(token, as: .refresh, at: now), claims.tid == tenantID,
      let session = try await sessions.session(
        tenantID: tenantID, id: claims.sid, refreshHash: SecretToken.hash(token), at: now),
      let user = try await users.user(tenantID: tenantID, id: session.userID)
    else { throw AuthError.invalidRefreshToken }
    return LoginTokens(access: try await tokens.issue(.access, for: session, at: now), refresh: token, user: user)
  }

  /// A session to store, and what the client gets for it.
  private func open(for user: User, tenantID: String, device: Device) async throws -> (NewSession, Login) {
    let now = clock.now()
    let session = LoginSession(id: ids.next(), tenantID: tenantID, userID: user.id, createdAt: now)
    let refresh = try await tokens.issue(.refresh, for: session, at: now)
    let access = try await tokens.issue(.access, for: session, at: now)
    let cookie = SecretToken.random()
    let new = NewSession(
      session: session, cookieHash: SecretToken.hash(cookie), refreshHash: SecretToken.hash(refresh), device: device)
    return (new, Login(tokens: LoginTokens(access: access, refresh: refresh, user: user), cookie: cookie))
  }

  private func verification(for new: NewUser, returnTo: ReturnURL?) throws -> PendingVerification {
    let token = SecretToken.random()
    let message = OutgoingEmail.verification(to: new.email, token: token, link: returnTo?.link(token: token))
    return PendingVerification(
      id: ids.next(), messageID: ids.next(), tokenHash: Data(SecretToken.hash(token)).base64EncodedString(),
      message: [UInt8](try JSONEncoder().encode(message)))
  }

  /// A mailed link to a foreign origin would hand the token to whoever registers with a victim's address.
  private func checkReturn(_ url: ReturnURL?, tenantID: String) async throws {
    guard let url else { return }
    let allowed = try await apiKeys.allowedOrigins(tenantID: tenantID)
    var violations = Violations()
    violations.require(
      allowed.contains(url.origin.text) || allowed.contains("*"), "return_to",
      "must be on one of the tenant's allowed origins")
    try violations.throwIfAny()
  }
}
