import Logging
import Outbound
import Runtime
import Storage

/// Logins with Google: the start, and the way back.
struct GoogleLogin: Sendable {
  let tenants: TenantStore
  let logins: OAuthLoginStore
  let googleAccounts: GoogleAccountStore
  let accounts: Accounts
  let provider: GoogleProvider
  let clients: GoogleClients
  let signer: OAuthStateSigner
  /// Seals PKCE verifiers.
  let box: SecretBox
  let callbackURL: String
  let clock: any WallClock
  let ids: any IDGenerator
  let logger: Logger

  /// Whether the tenant's users can log in with Google.
  func isAvailable(tenantID: String) async throws -> Bool {
    clients.client(of: try await tenants.active(tenantID)) != nil
  }

  /// The URL with which a login begins; remembers the login.
  /// - Throws: ``OAuthError``, INVALID_ARGUMENT for a `redirect_uri` that is not the tenant's.
  func start(_ start: OAuthStart, tenantID: String) async throws -> String {
    let tenant = try await tenants.active(tenantID)
    guard let redirectURI = allowed(start.redirectURI, tenant) else { throw Self.foreignRedirectURI }
    guard tenant.settings.googleEnabled else { throw OAuthError.googleDisabled }
    guard let client = clients.client(of: tenant) else { throw OAuthError.googleNotConfigured }
    let now = clock.now()
    let expiresAt = now.adding(OAuthState.lifetime)
    let request = AuthorizationRequest(
      client: client, callbackURL: callbackURL, proofKey: ProofKey(), nonce: SecretToken.random())
    let state = OAuthState(
      tenantID: tenantID, redirectURI: redirectURI.text, nonce: SecretToken.random(),
      expiresAt: expiresAt.microseconds / 1_000_000, clientState: start.clientState)
    try await logins.insert(
      PendingOAuthLogin(
        tenantID: tenantID, stateHash: SecretToken.hash(state.nonce),
        sealedVerifier: try box.seal(Array(request.proofKey.verifier.utf8)), nonce: request.nonce, createdAt: now,
        expiresAt: expiresAt))
    return provider.authorizationURL(request, state: try signer.sign(state))
  }

  /// Ends a login.
  /// - Returns: where to redirect the browser, with tokens or with an error.
  /// - Throws: ``OAuthError/stateInvalid``, after which nobody may be redirected; `CancellationError`.
  func finish(_ answer: AuthorizationAnswer, call: Call) async throws -> String {
    let (login, tenant, redirectURI, clientState) = try await pending(answer.state)
    let echo = clientState.map { [(name: "client_state", value: $0)] } ?? []
    do {
      let identity = try await identity(answer, login, tenant)
      let user = try await googleAccounts.user(
        of: identity, tenantID: tenant.id, ids: NewGoogleAccountIDs(userID: ids.next(), accountID: ids.next()),
        device: call.device, at: clock.now())
      let outcome = try await accounts.admit(user, of: tenant, device: call.device, method: .google)
      return redirectURI.with(fragment: outcome.fragment + echo)
    } catch {
      return redirectURI.with(error: try words(for: error, tenant, call), echo)
    }
  }

  /// The stored half of a login, which this takes away; the tenant; where to return to, and with what.
  private func pending(
    _ text: String
  ) async throws -> (PendingOAuthLogin, Tenant, RedirectURI, clientState: String?) {
    let now = clock.now()
    guard let state = signer.read(text, at: now),
      let login = try await logins.consume(
        tenantID: state.tenantID, stateHash: SecretToken.hash(state.nonce), at: now),
      let tenant = try await tenant(state.tenantID),
      // What the tenant has taken off the list meanwhile gets no tokens any more.
      let redirectURI = allowed(state.redirectURI, tenant)
    else { throw OAuthError.stateInvalid }
    return (login, tenant, redirectURI, state.clientState)
  }

  private func tenant(_ id: String) async throws -> Tenant? {
    do {
      return try await tenants.active(id)
    } catch AuthError.tenantNotFound {
      return nil
    }
  }

  private func identity(
    _ answer: AuthorizationAnswer, _ login: PendingOAuthLogin, _ tenant: Tenant
  ) async throws -> ProviderIdentity {
    if let error = answer.error { throw OAuthFailure.denied(code: OutboundAnswer.loggable(error)) }
    guard let code = answer.code else { throw OAuthFailure.codeRefused("no code") }
    guard tenant.settings.googleEnabled, let client = clients.client(of: tenant) else {
      throw OAuthFailure.denied(code: "not configured any more")
    }
    let verifier = String(decoding: try box.open(login.sealedVerifier), as: UTF8.self)
    let request = AuthorizationRequest(
      client: client, callbackURL: callbackURL, proofKey: ProofKey(verifier: verifier), nonce: login.nonce)
    return try await provider.identity(code: code, issuer: answer.issuer, for: request, at: clock.now())
  }

  private func allowed(_ text: String, _ tenant: Tenant) -> RedirectURI? {
    tenant.settings.allowedRedirectURIs.contains(text) ? RedirectURI(text) : nil
  }

  /// - Returns: `error_description` for an error that nobody but the browser will hear of.
  private func words(for error: any Error, _ tenant: Tenant, _ call: Call) throws -> String {
    if error is CancellationError { throw error }
    let failure = error as? OAuthFailure
    logger.log(
      level: failure == nil ? .error : .notice, "a login with Google failed",
      metadata: [
        "request_id": "\(call.requestID)", "tenant": "\(tenant.id)",
        "cause": "\(failure?.detail ?? String(reflecting: error))",
      ])
    return failure?.message ?? (error as? any DomainError)?.serviceError.message
      ?? "The login failed; please try again"
  }

  private static let foreignRedirectURI = ServiceError(
    .invalidArgument, "VALIDATION_FAILED", "redirect_uri: must be one of the tenant's allowed redirect URIs",
    violations: [FieldViolation("redirect_uri", "must be one of the tenant's allowed redirect URIs")])
}

extension LoginOutcome {
  /// What the browser is handed in the fragment of the redirect.
  var fragment: [(name: String, value: String)] {
    switch self {
    case .loggedIn(let login):
      [
        ("access_token", login.tokens.access), ("refresh_token", login.tokens.refresh), ("token_type", "Bearer"),
        ("expires_in", String(TokenIssuer.accessLifetime)),
      ]
    case .secondFactor(let demand):
      [
        (demand.step == .enrollment ? "mfa_enrollment_required" : "mfa_required", "true"), ("mfa_token", demand.token),
        ("expires_in", String(demand.expiresIn)),
      ]
    }
  }
}
