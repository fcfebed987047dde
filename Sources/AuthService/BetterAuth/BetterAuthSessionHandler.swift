import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.IdentitySessionService`.
struct BetterAuthSessionHandler: AuthV1.IdentitySessionService.SimpleServiceProtocol, DirectlyCallable {
  let sessions: BetterAuthSessionStore
  let caches: BetterAuthCaches
  let clock: any WallClock
  let ids: any IDGenerator

  func createIdentitySession(
    request: AuthV1.CreateIdentitySessionRequest, context: ServerContext
  ) async throws -> AuthV1.IdentitySession {
    let call = try Call.current
    let new = try NewBetterAuthSession(proto: request)
    return try await sessions.create(
      new, id: new.id ?? ids.next(), token: new.token ?? SecretToken.random(), tenantID: call.caller.tenantID,
      by: AuditContext(call: call, at: clock.now())
    ).asProto
  }

  func getIdentitySessionByToken(
    request: AuthV1.GetIdentitySessionByTokenRequest, context: ServerContext
  ) async throws -> AuthV1.IdentitySession {
    let tenantID = try Call.current.caller.tenantID
    let hash = SecretToken.hash(request.token)
    let session = try await caches.session(.init(tenantID: tenantID, tokenHash: hash)) {
      try await sessions.session(tenantID: tenantID, tokenHash: hash, at: clock.now())
    }
    guard let session else { throw AuthError.sessionUnknown }
    return session.asProto(token: request.token)
  }

  func getIdentitySession(
    request: AuthV1.GetIdentitySessionRequest, context: ServerContext
  ) async throws -> AuthV1.IdentitySession {
    let tenantID = try Call.current.caller.tenantID
    guard let session = try await sessions.session(tenantID: tenantID, id: request.id, at: clock.now()) else {
      throw AuthError.sessionUnknown
    }
    return session.asProto
  }

  func updateIdentitySession(
    request: AuthV1.UpdateIdentitySessionRequest, context: ServerContext
  ) async throws -> AuthV1.IdentitySession {
    let tenantID = try Call.current.caller.tenantID
    let (session, hash) = try await sessions.update(
      BetterAuthSessionChange(proto: request), id: request.id, tenantID: tenantID, at: clock.now())
    caches.sessions.forget(.init(tenantID: tenantID, tokenHash: hash))
    return session.asProto
  }

  func deleteIdentitySession(
    request: AuthV1.DeleteIdentitySessionRequest, context: ServerContext
  ) async throws -> AuthV1.DeleteIdentitySessionResponse {
    let call = try Call.current
    try await sessions.end(
      id: request.id, tenantID: call.caller.tenantID, by: AuditContext(call: call, at: clock.now()))
    return .init()
  }

  func deleteIdentitySessionsOfUser(
    request: AuthV1.DeleteIdentitySessionsOfUserRequest, context: ServerContext
  ) async throws -> AuthV1.DeleteIdentitySessionsOfUserResponse {
    let call = try Call.current
    try await sessions.endAll(
      userID: request.userID, tenantID: call.caller.tenantID, by: AuditContext(call: call, at: clock.now()))
    return .init()
  }
}
