import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.UserService`.
struct UserHandler: AuthV1.UserService.SimpleServiceProtocol, DirectlyCallable {
  let users: UserDirectory
  let tenants: TenantStore
  let stepUp: StepUp
  let clock: any WallClock
  let ids: any IDGenerator

  func createUser(request: AuthV1.CreateUserRequest, context: ServerContext) async throws -> AuthV1.UserDetails {
    let call = try secretCall()
    let new = try NewUserDetails(proto: request, tenantID: call.caller.tenantID)
    let id = ids.next()
    return try await users.insert(new, id: id, audit: entry(call, "user.create", id)).asProto(withSettings: false)
  }

  func listUsers(request: AuthV1.ListUsersRequest, context: ServerContext) async throws -> AuthV1.ListUsersResponse {
    let caller = try secretCall().caller
    return try await users.page(
      request.checkedPage(), tenantID: caller.tenantID, includeInactive: request.includeInactive
    ).asListUsersProto
  }

  func getUserStats(request: AuthV1.GetUserStatsRequest, context: ServerContext) async throws -> AuthV1.UserStats {
    try await users.stats(tenantID: secretCall().caller.tenantID).asProto
  }

  func getUser(request: AuthV1.GetUserRequest, context: ServerContext) async throws -> AuthV1.UserDetails {
    let caller = try call(on: request.userID).caller
    return try await users.user(tenantID: caller.tenantID, id: request.userID)
      .asProto(withSettings: request.includeSettings)
  }

  func updateUser(request: AuthV1.UpdateUserRequest, context: ServerContext) async throws -> AuthV1.UserDetails {
    let call = try call(on: request.userID)
    let update = try ProfileUpdate(proto: request)
    return try await users.update(update, id: request.userID, audit: entry(call, "user.update", request.userID))
      .asProto(withSettings: false)
  }

  func updateUserSettings(
    request: AuthV1.UpdateUserSettingsRequest, context: ServerContext
  ) async throws -> AuthV1.UserDetails {
    let call = try call(on: request.userID)
    let settings = try SettingsObject(request.settings)
    return try await users.mergeSettings(
      settings, id: request.userID, audit: entry(call, "user.update_settings", request.userID)
    ).asProto(withSettings: true)
  }

  func deactivateUser(
    request: AuthV1.DeactivateUserRequest, context: ServerContext
  ) async throws -> AuthV1.UserDetails {
    let call = try call(on: request.userID)
    let isOwnRequest = call.caller.userID == request.userID
    if isOwnRequest { try await requireStepUp(call.caller) }
    return try await users.deactivate(
      id: request.userID, isOwnRequest: isOwnRequest, audit: entry(call, "user.deactivate", request.userID)
    ).asProto(withSettings: false)
  }

  func activateUser(request: AuthV1.ActivateUserRequest, context: ServerContext) async throws -> AuthV1.UserDetails {
    let call = try secretCall()
    return try await users.activate(id: request.userID, audit: entry(call, "user.activate", request.userID))
      .asProto(withSettings: false)
  }

  func deleteUser(request: AuthV1.DeleteUserRequest, context: ServerContext) async throws -> AuthV1.DeleteUserResponse {
    let call = try secretCall()
    try await users.deactivate(id: request.userID, audit: entry(call, "user.delete", request.userID))
    return .init()
  }

  /// A call that may act on every user of its tenant.
  private func secretCall() throws -> Call {
    let call = try Call.current
    guard call.caller.reachesAllUsers else { throw UserDirectoryError.secretKeyRequired }
    return call
  }

  /// A call that may act on this user; who may not, doesn't learn whether there is one.
  private func call(on userID: String) throws -> Call {
    let call = try Call.current
    guard call.caller.reachesAllUsers || call.caller.userID == userID else { throw AuthError.userNotFound }
    return call
  }

  /// Nobody leaves for good with a session that may have been left open.
  private func requireStepUp(_ caller: Caller) async throws {
    let settings = try await tenants.active(caller.tenantID).settings
    try await stepUp.require(caller, settings, at: clock.now())
  }

  private func entry(_ call: Call, _ action: String, _ userID: String) -> AuditEntry {
    AuditEntry(call: call, action: action, targetType: "user", targetID: userID, at: clock.now())
  }
}

extension Caller {
  /// A tenant's own backend, or another Quartet service that acts for itself.
  fileprivate var reachesAllUsers: Bool { credential == .secretKey || actsForItself }
}
