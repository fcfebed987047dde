import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.AccessService`: every method refuses callers that are not Quartet's own services,
/// so that no route or forwarded call can ever reach it with a user's credentials.
struct AccessHandler: AuthV1.AccessService.SimpleServiceProtocol, DirectlyCallable {
  let apiKeys: APIKeyStore
  let sessions: SessionStore
  let organizations: OrganizationStore
  let signingKeys: SigningKeyStore
  let revocations: RevocationWatch
  let pepper: KeyPepper
  let clock: any WallClock

  func resolveApiKey(request: AuthV1.ResolveApiKeyRequest, context: ServerContext) async throws -> AuthV1.ApiKey {
    try requireServiceCaller()
    guard let text = APIKeyText(request.apiKey),
      let key = try await apiKeys.good(hash: pepper.hash(text), at: clock.now())
    else { throw AuthError.apiKeyUnknown }
    return key.asProto
  }

  func resolveSession(request: AuthV1.ResolveSessionRequest, context: ServerContext) async throws -> AuthV1.Session {
    try requireServiceCaller()
    guard let session = try await sessions.session(cookieHash: SecretToken.hash(request.token), at: clock.now())
    else { throw AuthError.sessionUnknown }
    return session.asProto
  }

  func checkOrigin(
    request: AuthV1.CheckOriginRequest, context: ServerContext
  ) async throws -> AuthV1.CheckOriginResponse {
    try requireServiceCaller()
    guard let origin = Origin(request.origin) else { return .init() }
    let allowed = try await apiKeys.anyAllows(origin)
    return .with { $0.allowed = allowed }
  }

  func checkSession(request: AuthV1.CheckSessionRequest, context: ServerContext) async throws -> AuthV1.Session {
    try requireServiceCaller()
    guard
      let session = try await sessions.session(tenantID: request.tenantID, id: request.sessionID, at: clock.now())
    else { throw AuthError.sessionUnknown }
    return session.asProto
  }

  func listSigningKeys(
    request: AuthV1.ListSigningKeysRequest, context: ServerContext
  ) async throws -> AuthV1.ListSigningKeysResponse {
    try requireServiceCaller()
    let keys = try await signingKeys.all()
    return .with { $0.keys = keys.map(\.asProto) }
  }

  func watchRevocations(
    request: AuthV1.WatchRevocationsRequest, response: RPCWriter<AuthV1.RevocationEvent>, context: ServerContext
  ) async throws {
    try requireServiceCaller()
    try await revocations.run(after: request.afterSequence) { try await response.write($0.asProto) }
  }

  func listMemberships(
    request: AuthV1.ListMembershipsRequest, context: ServerContext
  ) async throws -> AuthV1.ListMembershipsResponse {
    try requireServiceCaller()
    let memberships = try await organizations.memberships(tenantID: request.tenantID, userID: request.userID)
    return .with { $0.memberships = memberships.map(\.asAccessProto) }
  }

  private func requireServiceCaller() throws {
    guard try Call.current.caller.credential == .service else { throw AuthError.serviceCallersOnly }
  }
}
