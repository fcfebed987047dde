import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.AccountService`.
struct AccountHandler: AuthV1.AccountService.SimpleServiceProtocol, DirectlyCallable {
  let accounts: Accounts

  func register(request: AuthV1.RegisterRequest, context: ServerContext) async throws -> AuthV1.RegisterResponse {
    let call = try Call.current
    let outcome = try await accounts.register(
      Registration(proto: request), tenantID: call.caller.tenantID, device: call.device)
    if case .loggedIn(let login) = outcome { SessionCookie(login.cookie).set(on: call) }
    return outcome.asProto
  }

  func login(request: AuthV1.LoginRequest, context: ServerContext) async throws -> AuthV1.TokenResponse {
    let call = try Call.current
    let wish = try LoginWish(proto: request)
    let login = try await accounts.login(
      email: wish.email, password: wish.password, tenantID: call.caller.tenantID, device: call.device)
    SessionCookie(login.cookie).set(on: call)
    return login.tokens.asProto
  }

  func refresh(request: AuthV1.RefreshRequest, context: ServerContext) async throws -> AuthV1.TokenResponse {
    let caller = try Call.current.caller
    return try await accounts.refresh(request.checkedToken(), tenantID: caller.tenantID).asProto
  }

  func getMe(request: AuthV1.GetMeRequest, context: ServerContext) async throws -> AuthV1.User {
    let caller = try Call.current.caller
    guard let user = try await accounts.users.user(tenantID: caller.tenantID, id: caller.requireUser()) else {
      throw AuthError.userNotFound
    }
    return user.asProto
  }
}
