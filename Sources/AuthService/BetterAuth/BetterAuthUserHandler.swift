import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.IdentityUserService`.
struct BetterAuthUserHandler: AuthV1.IdentityUserService.SimpleServiceProtocol, DirectlyCallable {
  let users: BetterAuthUserStore
  let caches: BetterAuthCaches
  let clock: any WallClock
  let ids: any IDGenerator

  func createIdentityUser(
    request: AuthV1.CreateIdentityUserRequest, context: ServerContext
  ) async throws -> AuthV1.IdentityUser {
    let call = try Call.current
    let new = try NewBetterAuthUser(proto: request)
    return try await users.create(
      new, id: new.id ?? ids.next(), accountID: ids.next(), tenantID: call.caller.tenantID,
      by: AuditContext(call: call, at: clock.now())
    ).asProto
  }

  func getIdentityUser(
    request: AuthV1.GetIdentityUserRequest, context: ServerContext
  ) async throws -> AuthV1.IdentityUser {
    let tenantID = try Call.current.caller.tenantID
    guard let user = try await users.user(tenantID: tenantID, id: request.id) else { throw AuthError.userNotFound }
    return user.asProto
  }

  func getIdentityUserByEmail(
    request: AuthV1.GetIdentityUserByEmailRequest, context: ServerContext
  ) async throws -> AuthV1.IdentityUser {
    let tenantID = try Call.current.caller.tenantID
    guard let email = EmailAddress(request.email)?.normalized else { throw AuthError.userNotFound }
    let user = try await caches.user(.init(tenantID: tenantID, email: email)) {
      try await users.user(tenantID: tenantID, email: email)
    }
    guard let user else { throw AuthError.userNotFound }
    return user.asProto
  }

  func updateIdentityUser(
    request: AuthV1.UpdateIdentityUserRequest, context: ServerContext
  ) async throws -> AuthV1.IdentityUser {
    let call = try Call.current
    let (before, after) = try await users.update(
      BetterAuthUserChange(proto: request), id: request.id, tenantID: call.caller.tenantID,
      by: AuditContext(call: call, at: clock.now()))
    caches.forget(before, tenantID: call.caller.tenantID)
    caches.forget(after, tenantID: call.caller.tenantID)
    return after.asProto
  }

  func deleteIdentityUser(
    request: AuthV1.DeleteIdentityUserRequest, context: ServerContext
  ) async throws -> AuthV1.DeleteIdentityUserResponse {
    let call = try Call.current
    let deleted = try await users.delete(
      id: request.id, audit: AuditContext(call: call, at: clock.now()).entry("user.delete", ofUser: request.id))
    caches.forget(deleted, tenantID: call.caller.tenantID)
    return .init()
  }

  func getIdentityCacheStats(
    request: AuthV1.GetIdentityCacheStatsRequest, context: ServerContext
  ) async throws -> AuthV1.IdentityCacheStats {
    .with {
      $0.usersByEmail = caches.users.statistics.asProto
      $0.sessionsByToken = caches.sessions.statistics.asProto
    }
  }
}
