import Runtime
import Storage

/// The accounts of end users: stores, password hashes and tokens put together. One file per use case.
struct Accounts: Sendable {
  let users: UserStore
  let sessions: SessionStore
  let mailedTokens: MailedTokenStore
  let tenants: TenantStore
  let links: EmailLinks
  let passwords: PasswordHasher
  let tokens: TokenIssuer
  let loginGuard: LoginGuard
  let secondFactors: SecondFactors
  let stepUp: StepUp
  let clock: any WallClock
  let ids: any IDGenerator
  /// Called after a commit that left a message in the outbox.
  let outboxFilled: @Sendable () -> Void

  /// Lets in a user whose identity is proven, unless a second factor is due.
  /// - Throws: ``AuthError/accountDeactivated``, ``AuthError/emailNotVerified``.
  func admit(_ user: User, of tenant: Tenant, device: Device, method: LoginMethod) async throws -> LoginOutcome {
    guard user.isActive else { throw AuthError.accountDeactivated }
    guard !user.isPending || !tenant.settings.emailVerificationRequired else { throw AuthError.emailNotVerified }
    let subject = LoginSubject.user(user.id, of: tenant.id)
    if let demand = try await secondFactors.demand(for: subject, policy: tenant.settings.secondFactor) {
      return .secondFactor(demand)
    }
    return .loggedIn(try await open(for: user, tenantID: tenant.id, device: device, method: method))
  }

  /// Opens a session: what completes a login, once nothing stands between the user and the tokens.
  /// - Throws: ``AuthError/accountDeactivated`` for a user who was deactivated meanwhile.
  func open(
    for user: User, tenantID: String, device: Device, method: LoginMethod = .password
  ) async throws -> Login {
    let prepared = try await prepare(for: user, tenantID: tenantID, device: device, method: method)
    try await sessions.open(prepared)
    return prepared.login
  }

  /// Makes a session's tokens, for whoever has more to store than the session.
  func prepare(
    for user: User, tenantID: String, device: Device, method: LoginMethod
  ) async throws -> PreparedLogin {
    let now = clock.now()
    let session = LoginSession(id: ids.next(), tenantID: tenantID, userID: user.id, createdAt: now)
    let refresh = try await tokens.issue(.refresh, for: session, at: now)
    let access = try await tokens.issue(.access, for: session, at: now)
    let cookie = SecretToken.random()
    let new = NewSession(
      session: session, cookieHash: SecretToken.hash(cookie), refreshHash: SecretToken.hash(refresh), device: device)
    return PreparedLogin(
      session: new,
      audit: .account(
        "user.login", of: user.id, tenantID: tenantID, device: device,
        details: ["method": method.rawValue, "session_id": session.id], at: now),
      login: Login(
        tokens: LoginTokens(access: access, refresh: refresh, user: user), cookie: cookie,
        deviceCookie: loginGuard.devices.cookie(
          for: .user(user.id, of: tenantID), earlier: device.cookie, at: now)))
  }
}
