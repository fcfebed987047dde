import Contracts
import Runtime

/// The tenant's users, as the auth service knows them.
struct UserDirectoryClient: Sendable {
  let auth: ServiceChannel

  /// Asks as the dashboard admin who makes the current call.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND` for a user that the tenant does not have; what else the auth service throws.
  func require(_ userID: String) async throws {
    try await auth.call(.getTenantUser, caller: try Call.current.caller) { $0.id = userID }
  }
}
