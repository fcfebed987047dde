import Contracts
import Foundation
import HTTPTypes
import Logging
import Runtime
import Storage

/// Turns a request's credentials into a ``Caller``, by the route's access rule.
package final class Authenticator: Sendable {
  private let auth: ServiceChannel
  private let tokens: Settings.Tokens
  private let openSurfaces: Set<String>
  /// Whether the gateway listens on loopback only.
  private let isLoopback: Bool
  let verifier: TokenVerifier
  private let apiKeys = CredentialCache<AuthV1.ApiKey>(capacity: 10_000)
  private let origins = CredentialCache<Bool>(capacity: 1000)
  private let sessions = CredentialCache<AuthV1.Session>(capacity: 20_000)
  private let memberships: Memberships
  private let clock: any WallClock
  /// Follows revocations while the gateway runs.
  package let watcher: RevocationWatcher
  /// Tells the auth service when keys were used.
  let usage: KeyUsage

  package init(auth: ServiceChannel, settings: Settings, isLoopback: Bool, clock: any WallClock, logger: Logger) {
    self.auth = auth
    self.tokens = settings.tokens
    self.openSurfaces = settings.openSurfaces
    self.isLoopback = isLoopback
    self.clock = clock
    self.verifier = TokenVerifier(auth: auth, clock: clock)
    self.memberships = Memberships(auth: auth)
    self.usage = KeyUsage(auth: auth, logger: logger)
    let (apiKeys, origins, sessions) = (apiKeys, origins, sessions)
    self.watcher = RevocationWatcher(auth: auth, logger: logger) { event in
      switch event.kind {
      case .apiKey:
        apiKeys.remove { $0.id == event.subjectID }
        origins.removeAll()
      case .session, .sessionChanged: sessions.remove { $0.id == event.subjectID }
      case .user: sessions.remove { $0.userID == event.subjectID && $0.tenantID == event.tenantID }
      case .tenant:
        apiKeys.remove { $0.tenantID == event.subjectID }
        sessions.remove { $0.tenantID == event.subjectID }
      case .membership, .unspecified, .UNRECOGNIZED: break
      }
    }
  }

  /// - Throws: UNAUTHENTICATED or PERMISSION_DENIED with a reason of its own for each credential.
  package func authenticate(_ request: Exchange, _ rule: AccessRule, _ surface: Surface) async throws -> Caller {
    if rule.apiKey != nil { return try await keyCaller(request, rule) }
    if rule.cookie != .none { return try await cookieCaller(request, rule) }
    if rule.dashboard { return try await dashboardCaller(request) }
    if rule.internalToken || (rule.optionalInternalToken && request.fields.internalToken != nil) {
      return try internalCaller(request, rule)
    }
    if rule.isOpen { try requireOpen(surface) }
    if rule.authToken {
      try require(request.head.headerFields[.authToken], tokens.auth, "X-Auth-Token")
      return Caller(credential: .authToken)
    }
    if rule.webhookToken {
      try require(request.head.headerFields[.webhookToken], tokens.webhook, "X-Webhook-Token")
      return Caller(credential: .webhookToken)
    }
    if rule.cron {
      try require(try BearerToken.read(request), tokens.cron, "Authorization")
      return Caller(credential: .cron)
    }
    return Caller()
  }

  /// Whether any publishable key allows an origin: what a CORS preflight, which carries no key, is
  /// answered from.
  ///
  /// While nobody can be asked the last yes counts: a page must be able to read the 503 as well.
  func allowsOrigin(_ origin: String) async -> Bool {
    let known = origins.value(origin)
    if let known, watcher.isLive { return known }
    let moment = origins.now
    guard let allowed = await asked(origin) else { return known ?? false }
    // A new key may allow an origin tomorrow: only a yes is remembered.
    if allowed { origins.set(origin, true, askedAt: moment) }
    return allowed
  }

  private func asked(_ origin: String) async -> Bool? {
    let answer = try? await auth.call(.checkOrigin, caller: .gateway, deadline: .now + .seconds(2)) {
      $0.origin = origin
    }
    return answer?.allowed
  }

  // MARK: API keys and access tokens

  private func keyCaller(_ request: Exchange, _ rule: AccessRule) async throws -> Caller {
    guard let presented = request.fields.apiKey, !presented.isEmpty else {
      throw ServiceError(.unauthenticated, "API_KEY_REQUIRED", "Send an API key in X-API-Key.")
    }
    let key = try await resolve(presented)
    if rule.apiKey == .secret && !key.secret {
      throw ServiceError(.permissionDenied, "SECRET_KEY_REQUIRED", "This endpoint needs a secret key (sk_live_…).")
    }
    if !key.secret { try requireOrigin(request, key) }
    var caller = Caller(
      tenantID: key.tenantID, apiKeyID: key.id, credential: key.secret ? .secretKey : .publishableKey)
    try requireScope(request, key)
    usage.note(key.id, at: clock.now())
    guard rule.user else { return caller }
    if let jwt = try BearerToken.read(request) {
      let token = try await verifier.verify(jwt, as: .access)
      guard token.tenantID == key.tenantID else {
        throw ServiceError(.unauthenticated, "TOKEN_INVALID", "The access token is not valid.")
      }
      try await requireNotRevoked(token)
      caller.userID = token.userID
      caller.sessionID = token.sessionID
    } else if rule.userCookie, Self.sessionCookie(request) != nil {
      let session = try await cookieCaller(request, rule)
      guard session.tenantID == key.tenantID else {
        throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "The session belongs to another tenant.")
      }
      caller.userID = session.userID
      caller.sessionID = session.sessionID
    } else {
      if rule.userUnlessSecret && key.secret { return caller }
      throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "Send an access token in Authorization: Bearer.")
    }
    if rule.organization { try await addOrganization(request, &caller) }
    return caller
  }

  private func resolve(_ presented: String) async throws -> AuthV1.ApiKey {
    if let known = apiKeys.value(presented), watcher.isLive, Self.isValid(known, clock.now()) { return known }
    let moment = apiKeys.now
    do {
      let key = try await auth.call(.resolveApiKey, caller: .gateway) { $0.apiKey = presented }
      apiKeys.set(presented, key, askedAt: moment)
      return key
    } catch let error as ServiceError where error.code == .notFound || error.code == .invalidArgument {
      throw ServiceError(.unauthenticated, "API_KEY_INVALID", "The API key is not valid.")
    }
  }

  /// A key may have ended by itself since it was looked up.
  private static func isValid(_ key: AuthV1.ApiKey, _ now: Timestamp) -> Bool {
    !key.hasExpiresAt || Timestamp(key.expiresAt.date) > now
  }

  private func requireScope(_ request: Exchange, _ key: AuthV1.ApiKey) throws {
    guard !key.scopes.isEmpty, !KeyScope.allow(key.scopes, path: request.path) else { return }
    throw ServiceError(
      .permissionDenied, "SCOPE_MISSING",
      "This API key's scopes (\(key.scopes.joined(separator: ", "))) end before here.")
  }

  private func requireOrigin(_ request: Exchange, _ key: AuthV1.ApiKey) throws {
    guard let origin = request.fields.origin ?? Self.sameOrigin(request, key) else {
      throw ServiceError(
        .permissionDenied, "ORIGIN_REQUIRED", "A publishable key needs an Origin header; use a secret key on servers.")
    }
    guard key.allowedOrigins.contains(where: { $0 == "*" || $0 == origin }) else {
      throw ServiceError(.permissionDenied, "ORIGIN_NOT_ALLOWED", "This API key is not allowed from \(origin).")
    }
  }

  /// A browser sends no `Origin` with a GET to its page's own origin; it says so in `Sec-Fetch-Site`,
  /// and the page's origin is then one of the two that the authority can stand for.
  private static func sameOrigin(_ request: Exchange, _ key: AuthV1.ApiKey) -> String? {
    guard request.fields.secFetchSite == "same-origin", let authority = request.head.authority else { return nil }
    let candidates = ["https://\(authority)", "http://\(authority)"]
    return candidates.first(where: key.allowedOrigins.contains) ?? candidates[0]
  }

  private func requireNotRevoked(_ token: AccessToken) async throws {
    let revoked = ServiceError(.unauthenticated, "TOKEN_REVOKED", "The access token is no longer valid.")
    if watcher.isRevoked(token) { throw revoked }
    guard !watcher.isLive else { return }
    do {
      try await auth.call(.checkSession, caller: .gateway) {
        $0.tenantID = token.tenantID
        $0.sessionID = token.sessionID
      }
    } catch let error as ServiceError where error.code == .notFound {
      throw revoked
    }
  }

  // MARK: Dashboard admins

  private func dashboardCaller(_ request: Exchange) async throws -> Caller {
    guard let jwt = try BearerToken.read(request) else {
      throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "Send an admin's access token in Authorization: Bearer.")
    }
    let token = try await verifier.verify(jwt, as: .dashboard)
    try await requireNotRevoked(token)
    return Caller(
      tenantID: token.tenantID, userID: token.userID, sessionID: token.sessionID, credential: .dashboard)
  }

  private func addOrganization(_ request: Exchange, _ caller: inout Caller) async throws {
    guard let organization = request.fields.organizationID, !organization.isEmpty else {
      throw ServiceError(.permissionDenied, "ORGANIZATION_REQUIRED", "Send an organization in X-Organization-Id.")
    }
    try await memberships.require(companyID: organization, for: caller)
    caller.organizationID = organization
  }

  // MARK: Cookies

  private func cookieCaller(_ request: Exchange, _ rule: AccessRule) async throws -> Caller {
    // The cookie says who calls; a header that came with it must be good all the same.
    if let jwt = try BearerToken.read(request) {
      try await requireNotRevoked(try await verifier.verify(jwt, as: .access))
    }
    guard let token = Self.sessionCookie(request) else {
      if rule.cookie == .optional { return Caller() }
      throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "Log in first: the session cookie is missing.")
    }
    if request.head.method != .get && request.head.method != .head { try requireSameOrigin(request) }
    guard let session = try await resolveSession(token) else {
      if rule.cookie == .optional { return Caller() }
      throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "The session has ended. Log in again.")
    }
    return Caller(
      tenantID: session.tenantID, userID: session.userID, sessionID: session.id, credential: .cookie)
  }

  private func resolveSession(_ token: String) async throws -> AuthV1.Session? {
    if let known = sessions.value(token), watcher.isLive, known.expiresAt.date > clock.now().date { return known }
    let moment = sessions.now
    do {
      let session = try await auth.call(.resolveSession, caller: .gateway) { $0.token = token }
      sessions.set(token, session, askedAt: moment)
      return session
    } catch let error as ServiceError where error.code == .notFound {
      return nil
    }
  }

  /// A browser says where a request comes from: `Origin`, or `Sec-Fetch-Site` where there is none.
  private func requireSameOrigin(_ request: Exchange) throws {
    let refused = ServiceError(
      .permissionDenied, "CROSS_ORIGIN", "With a session cookie, this method is allowed from the same origin only.")
    guard let origin = request.fields.origin else {
      guard request.fields.secFetchSite == "same-origin" else { throw refused }
      return
    }
    guard let separator = origin.range(of: "://"), String(origin[separator.upperBound...]) == request.head.authority
    else {
      throw refused
    }
  }

  private static func sessionCookie(_ request: Exchange) -> String? {
    guard request.fields.hasCookie else { return nil }
    var fallback: String?
    for header in request.head.headerFields[values: .cookie] {
      for pair in header.split(separator: ";") {
        guard let equals = pair.firstIndex(of: "=") else { continue }
        let name = pair[..<equals].drop { $0 == " " }
        if name == "quartet_session" { return String(pair[pair.index(after: equals)...]) }
        if name == "sb-access-token" { fallback = String(pair[pair.index(after: equals)...]) }
      }
    }
    return fallback
  }

  // MARK: Tokens

  private func internalCaller(_ request: Exchange, _ rule: AccessRule) throws -> Caller {
    try require(request.fields.internalToken, tokens.internal, "X-Internal-Token")
    let isActorRead = rule.actor || (rule.optionalInternalToken && request.fields.actorUserID != nil)
    guard isActorRead else { return Caller(credential: .internalToken) }
    guard let actor = request.fields.actorUserID, (1...255).contains(actor.utf8.count),
      actor.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw ServiceError(.unauthenticated, "ACTOR_REQUIRED", "Send the acting user's id in X-Actor-User-Id.")
    }
    return Caller(userID: actor, credential: .internalToken)
  }

  private func requireOpen(_ surface: Surface) throws {
    guard isLoopback || openSurfaces.contains(surface.name) else {
      throw ServiceError(
        .permissionDenied, "SURFACE_CLOSED",
        "This endpoint is open on loopback only; the operator can open it with OPEN_SURFACES=\(surface.name).")
    }
  }

  private func require(_ presented: String?, _ expected: String, _ header: String) throws {
    guard let presented, !expected.isEmpty, presented.equalsInConstantTime(expected) else {
      throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "The token in \(header) is missing or wrong.")
    }
  }
}
