import Runtime
import Storage

/// The accounts of dashboard admins: stores, password hashes and tokens put together. One file per use case.
struct AdminAccounts: Sendable {
  let admins: AdminStore
  let sessions: AdminSessionStore
  let team: TeamStore
  let passwords: PasswordHasher
  let tokens: TokenIssuer
  let loginGuard: LoginGuard
  let secondFactors: SecondFactors
  let links: EmailLinks
  let clock: any WallClock
  let ids: any IDGenerator
  /// Called after a commit that left a message in the outbox.
  let outboxFilled: @Sendable () -> Void

  /// - Throws: ``AuthError/invalidCredentials``, ``AuthError/loginBusy``, ``LockoutError/locked(_:)``.
  func login(email: String, password: String, device: Device) async throws -> AdminLoginOutcome {
    // Nobody has such an address or password, so this answer may come sooner than others.
    guard let address = EmailAddress(email), password.utf8.count <= PasswordRule.maximumBytes else {
      throw AuthError.invalidCredentials
    }
    let known = try await admins.credentials(email: address.normalized)
    try await check(
      password, of: known, email: address.normalized, device: device, orThrow: AuthError.invalidCredentials)
    guard let admin = known?.admin else { throw AuthError.invalidCredentials }
    // Whether to have a second factor is each admin's own decision: the tenant's setting is about its users.
    let subject = LoginSubject.admin(admin.id, of: admin.tenantID)
    if let demand = try await secondFactors.demand(for: subject, policy: .optional) { return .secondFactor(demand) }
    return .loggedIn(try await open(for: admin, device: device, method: "password"))
  }

  /// Finishes a login that waits for the second factor.
  /// - Throws: ``SecondFactorError/invalidToken``, ``SecondFactorError/invalidCode``, ``LockoutError/locked(_:)``.
  func verify(_ token: String, with answer: SecondFactorAnswer, device: Device) async throws -> AdminLogin {
    let subject = try await secondFactors.subject(of: token, .verify, at: .admins)
    guard let known = try await admins.credentials(tenantID: subject.tenantID, id: subject.id) else {
      throw SecondFactorError.invalidToken
    }
    let prepared = try await prepare(for: known.admin, device: device, method: "second_factor")
    try await secondFactors.redeem(token, at: .admins, with: answer, device: device) { try prepared.store($0) }
    return prepared.login
  }

  /// A new access token and a new refresh token for a refresh token (``RefreshFamily``).
  /// - Throws: ``AuthError/invalidRefreshToken``, also after the session's end.
  func refresh(_ token: String, device: Device) async throws -> AdminTokens {
    let now = clock.now()
    guard let claims = await tokens.read(token, as: .refresh, at: now), let presented = RefreshToken(token, claims),
      case .renewed(let session, let family, let admin) = try await sessions.renew(presented, device: device, at: now)
    else { throw AuthError.invalidRefreshToken }
    // Made anew from what is stored, so that whoever asks again gets the same token.
    let newest = try await tokens.issue(.refresh, for: session, at: family.issuedAt, generation: family.generation)
    return AdminTokens(
      access: try await tokens.issue(.dashboard, for: session, at: now), refresh: newest, admin: admin)
  }

  func logOut(_ call: AdminCall) async throws {
    try await sessions.end(
      tenantID: call.tenantID, id: call.session.id,
      audit: call.entry("admin.logout", "admin", call.admin.id, details: ["session_id": call.session.id]), at: call.at)
  }

  // MARK: Parts of several use cases

  /// Opens a session: what completes a login.
  func open(for admin: DashboardAdmin, device: Device, method: String) async throws -> AdminLogin {
    let prepared = try await prepare(for: admin, device: device, method: method)
    try await sessions.open(prepared)
    return prepared.login
  }

  /// Makes a session's tokens, for whoever has more to store than the session.
  private func prepare(for admin: DashboardAdmin, device: Device, method: String) async throws -> PreparedAdminLogin {
    let now = clock.now()
    let session = LoginSession.dashboard(id: ids.next(), of: admin, at: now)
    return PreparedAdminLogin(
      session: session, device: device,
      audit: .admin(
        "admin.login", of: admin, device: device, details: ["method": method, "session_id": session.id], at: now),
      login: try await login(of: admin, session, device: device, at: now))
  }

  /// What the client gets for a new session.
  func login(
    of admin: DashboardAdmin, _ session: LoginSession, device: Device, at now: Timestamp
  ) async throws -> AdminLogin {
    AdminLogin(
      tokens: AdminTokens(
        access: try await tokens.issue(.dashboard, for: session, at: now),
        refresh: try await tokens.issue(.refresh, for: session, at: now), admin: admin),
      deviceCookie: loginGuard.devices.cookie(
        for: .admin(admin.id, of: admin.tenantID), earlier: device.cookie, at: now))
  }

  /// Checks a password within the limits on guessing, and renews an outdated hash. Unknown admins cost the
  /// same hash, so that time tells nothing about who there is.
  /// - Returns: the hash that is stored now.
  /// - Throws: `mismatch` for a wrong password, ``LockoutError/locked(_:)``.
  @discardableResult
  func check(
    _ password: String, of known: AdminStore.Credentials?, email: String, device: Device, orThrow mismatch: any Error
  ) async throws -> String {
    let subject = known.map { LoginSubject.admin($0.admin.id, of: $0.admin.tenantID) }
    let guess = Guess.dashboardPassword(email: email, of: subject, device: device)
    try await loginGuard.admit(guess)
    let check = try await passwords.check(password, against: known?.passwordHash)
    guard check.matches, let known else {
      try await loginGuard.failed(guess)
      throw mismatch
    }
    try await loginGuard.succeeded(guess)
    guard check.isOutdated else { return known.passwordHash }
    let renewed = try await passwords.hash(password)
    try await admins.rehash(known.admin, from: known.passwordHash, to: renewed, at: clock.now())
    return renewed
  }
}
