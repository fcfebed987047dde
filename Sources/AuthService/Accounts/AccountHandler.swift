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
    outcome.login?.setCookies(on: call)
    return outcome.asProto
  }

  func login(request: AuthV1.LoginRequest, context: ServerContext) async throws -> AuthV1.LoginResponse {
    let call = try Call.current
    let input = try LoginInput(proto: request)
    let outcome = try await accounts.login(
      email: input.email, password: input.password, tenantID: call.caller.tenantID, device: call.device)
    outcome.login?.setCookies(on: call)
    return outcome.asProto
  }

  func refresh(request: AuthV1.RefreshRequest, context: ServerContext) async throws -> AuthV1.TokenResponse {
    let call = try Call.current
    return try await accounts.refresh(
      request.checkedToken(), tenantID: call.caller.tenantID, device: call.device
    ).asProto()
  }

  func getMe(request: AuthV1.GetMeRequest, context: ServerContext) async throws -> AuthV1.User {
    let caller = try Call.current.caller
    guard let user = try await accounts.users.user(tenantID: caller.tenantID, id: caller.requireUser()) else {
      throw AuthError.userNotFound
    }
    return user.asProto
  }

  func logout(request: AuthV1.LogoutRequest, context: ServerContext) async throws -> AuthV1.LogoutResponse {
    let call = try Call.current
    try await accounts.logOut(
      userID: call.caller.requireUser(), sessionID: call.caller.requireSession(), tenantID: call.caller.tenantID,
      device: call.device)
    SessionCookie.clear(on: call)
    return .with { $0.message = "Successfully logged out" }
  }

  func forgotPassword(
    request: AuthV1.ForgotPasswordRequest, context: ServerContext
  ) async throws -> AuthV1.ForgotPasswordResponse {
    let input = try MailInput(proto: request)
    try await accounts.requestEmail(
      .passwordReset, to: input.address, returnTo: input.returnTo, tenantID: Call.current.caller.tenantID)
    return .with { $0.message = "Password reset email sent" }
  }

  func resetPassword(
    request: AuthV1.ResetPasswordRequest, context: ServerContext
  ) async throws -> AuthV1.ResetPasswordResponse {
    let call = try Call.current
    let input = try PasswordResetInput(proto: request)
    try await accounts.resetPassword(
      token: input.token, password: input.password, tenantID: call.caller.tenantID, device: call.device)
    return .with { $0.message = "Password reset successfully" }
  }

  func resetPasswordWithToken(
    request: AuthV1.ResetPasswordWithTokenRequest, context: ServerContext
  ) async throws -> AuthV1.ResetPasswordWithTokenResponse {
    let input = try PasswordResetInput(proto: request)
    try await accounts.resetPassword(token: input.token, password: input.password, device: Call.current.device)
    return .with { $0.message = "Password reset successfully" }
  }

  func changePassword(
    request: AuthV1.ChangePasswordRequest, context: ServerContext
  ) async throws -> AuthV1.ChangePasswordResponse {
    let call = try Call.current
    let input = try PasswordChangeInput(proto: request)
    try await accounts.changePassword(from: input.current, to: input.new, caller: call.caller, device: call.device)
    return .with { $0.message = "Password changed successfully" }
  }

  func verifyEmail(
    request: AuthV1.VerifyEmailRequest, context: ServerContext
  ) async throws -> AuthV1.VerifyEmailResponse {
    let call = try Call.current
    try await accounts.verifyEmail(
      token: checkedMailToken(request.token), tenantID: call.caller.tenantID, device: call.device)
    return .with { $0.message = "Email verified successfully" }
  }

  func verifyEmailWithToken(
    request: AuthV1.VerifyEmailWithTokenRequest, context: ServerContext
  ) async throws -> AuthV1.VerifyEmailWithTokenResponse {
    try await accounts.verifyEmail(token: checkedMailToken(request.token), device: Call.current.device)
    return .with { $0.message = "Email verified successfully" }
  }

  func resendVerification(
    request: AuthV1.ResendVerificationRequest, context: ServerContext
  ) async throws -> AuthV1.ResendVerificationResponse {
    let input = try MailInput(proto: request)
    try await accounts.requestEmail(
      .emailVerification, to: input.address, returnTo: input.returnTo, tenantID: Call.current.caller.tenantID)
    return .with { $0.message = "Verification email sent" }
  }
}
