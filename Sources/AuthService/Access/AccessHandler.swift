import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.AccessService`: every method refuses callers that are not Quartet's own services,
/// so that no route or forwarded call can ever reach it with a user's credentials.
struct AccessHandler: AuthV1.AccessService.SimpleServiceProtocol, DirectlyCallable {
  let apiKeys: APIKeyStore
  let sessions: SessionStore
  let adminSessions: AdminSessionStore
  let organizations: OrganizationStore
  let signingKeys: SigningKeyRing
  let revocations: RevocationWatch
  let pepper: KeyPepper
  let clock: any WallClock

  func resolveApiKey(request: AuthV1.ResolveApiKeyRequest, context: ServerContext) async throws -> AuthV1.ApiKey {
    try Call.current.caller.requireService()
    guard let text = APIKeyText(request.apiKey),
      let key = try await apiKeys.validKey(hash: pepper.hash(text), at: clock.now())
    else { throw AuthError.apiKeyUnknown }
    return key.asProto
  }

  func resolveSession(request: AuthV1.ResolveSessionRequest, context: ServerContext) async throws -> AuthV1.Session {
    try Call.current.caller.requireService()
    guard let session = try await sessions.session(cookieHash: SecretToken.hash(request.token), at: clock.now())
    else { throw AuthError.sessionUnknown }
    return session.asProto
  }

  func checkOrigin(
    request: AuthV1.CheckOriginRequest, context: ServerContext
  ) async throws -> AuthV1.CheckOriginResponse {
    try Call.current.caller.requireService()
    guard let origin = Origin(request.origin) else { return .init() }
    let allowed = try await apiKeys.anyAllows(origin, at: clock.now())
    return .with { $0.allowed = allowed }
  }

  func checkSession(request: AuthV1.CheckSessionRequest, context: ServerContext) async throws -> AuthV1.Session {
    try Call.current.caller.requireService()
    let (tenantID, id, now) = (request.tenantID, request.sessionID, clock.now())
    if let session = try await sessions.session(tenantID: tenantID, id: id, at: now) { return session.asProto }
    // A dashboard token's session; the token's use has been checked, so that none stands for the other.
    guard let session = try await adminSessions.session(tenantID: tenantID, id: id, at: now) else {
      throw AuthError.sessionUnknown
    }
    return session.asProto
  }

  func listSigningKeys(
    request: AuthV1.ListSigningKeysRequest, context: ServerContext
  ) async throws -> AuthV1.ListSigningKeysResponse {
    try Call.current.caller.requireService()
    // A gateway asks when it meets a key it does not know: perhaps another process has just made it.
    try await signingKeys.reload()
    return .with { $0.keys = signingKeys.published.map(\.asProto) }
  }

  func watchRevocations(
    request: AuthV1.WatchRevocationsRequest, response: RPCWriter<AuthV1.RevocationEvent>, context: ServerContext
  ) async throws {
    try Call.current.caller.requireService()
    try await revocations.run(after: request.afterSequence) { try await response.write($0.asProto) }
  }

  func recordApiKeyUse(
    request: AuthV1.RecordApiKeyUseRequest, context: ServerContext
  ) async throws -> AuthV1.RecordApiKeyUseResponse {
    try Call.current.caller.requireService()
    try await apiKeys.recordUse(try request.uses.map(APIKeyUse.init(proto:)), at: clock.now())
    return .init()
  }

  func listMemberships(
    request: AuthV1.ListMembershipsRequest, context: ServerContext
  ) async throws -> AuthV1.ListMembershipsResponse {
    try Call.current.caller.requireService()
    let memberships = try await organizations.memberships(tenantID: request.tenantID, userID: request.userID)
    return .with { $0.memberships = memberships.map(\.asAccessProto) }
  }
}
