import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.IdentityAccountService`.
struct BetterAuthAccountHandler: AuthV1.IdentityAccountService.SimpleServiceProtocol, DirectlyCallable {
  let accounts: BetterAuthAccountStore
  let clock: any WallClock
  let ids: any IDGenerator

  func createIdentityAccount(
    request: AuthV1.CreateIdentityAccountRequest, context: ServerContext
  ) async throws -> AuthV1.IdentityAccount {
    let call = try Call.current
    let new = try NewBetterAuthAccount(proto: request)
    return try await accounts.create(
      new, id: new.id ?? ids.next(), tenantID: call.caller.tenantID, by: AuditContext(call: call, at: clock.now())
    ).asProto
  }

  func listIdentityAccounts(
    request: AuthV1.ListIdentityAccountsRequest, context: ServerContext
  ) async throws -> AuthV1.ListIdentityAccountsResponse {
    let caller = try Call.current.caller
    let found = try await accounts.accounts(tenantID: caller.tenantID, userID: request.userID)
    return .with {
      $0.items = found.map(\.asProto)
      $0.total = Int64(found.count)
    }
  }

  func getIdentityAccountByProvider(
    request: AuthV1.GetIdentityAccountByProviderRequest, context: ServerContext
  ) async throws -> AuthV1.IdentityAccount {
    let caller = try Call.current.caller
    try request.check()
    let found = try await accounts.account(
      tenantID: caller.tenantID, providerID: request.providerID, accountID: request.accountID)
    guard let found else { throw BetterAuthError.accountNotFound }
    return found.asProto
  }

  func getIdentityPassword(
    request: AuthV1.GetIdentityPasswordRequest, context: ServerContext
  ) async throws -> AuthV1.IdentityPassword {
    let caller = try Call.current.caller
    let found = try await accounts.account(
      tenantID: caller.tenantID, providerID: BetterAuthAccount.credential, accountID: request.userID)
    guard let password = found?.asPasswordProto else { throw BetterAuthError.accountNotFound }
    return password
  }

  func updateIdentityAccount(
    request: AuthV1.UpdateIdentityAccountRequest, context: ServerContext
  ) async throws -> AuthV1.IdentityAccount {
    let call = try Call.current
    return try await accounts.update(
      BetterAuthAccountChange(proto: request), id: request.id, tenantID: call.caller.tenantID,
      by: AuditContext(call: call, at: clock.now())
    ).asProto
  }

  func deleteIdentityAccount(
    request: AuthV1.DeleteIdentityAccountRequest, context: ServerContext
  ) async throws -> AuthV1.DeleteIdentityAccountResponse {
    let call = try Call.current
    try await accounts.delete(
      id: request.id, tenantID: call.caller.tenantID, by: AuditContext(call: call, at: clock.now()))
    return .init()
  }
}
