import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.TenantAuthService`.
struct TenantAuthHandler: AuthV1.TenantAuthService.SimpleServiceProtocol, DirectlyCallable {
  let access: DashboardAccess
  let accounts: AdminAccounts
  let tenants: TenantStore

  func loginAdmin(
    request: AuthV1.LoginAdminRequest, context: ServerContext
  ) async throws -> AuthV1.AdminLoginResponse {
    let call = try Call.current
    let input = try LoginInput(proto: request)
    let outcome = try await accounts.login(email: input.email, password: input.password, device: call.device)
    outcome.login?.setCookie(on: call)
    return outcome.asProto
  }

  func verifyAdminSecondFactor(
    request: AuthV1.VerifyAdminSecondFactorRequest, context: ServerContext
  ) async throws -> AuthV1.AdminLoginResponse {
    let call = try Call.current
    let input = try SecondFactorInput(proto: request)
    let login = try await accounts.verify(input.token, with: input.answer, device: call.device)
    login.setCookie(on: call)
    return login.tokens.asProto
  }

  func refreshAdmin(
    request: AuthV1.RefreshAdminRequest, context: ServerContext
  ) async throws -> AuthV1.AdminLoginResponse {
    try await accounts.refresh(request.checkedToken(), device: Call.current.device).asProto
  }

  func getAdmin(request: AuthV1.GetAdminRequest, context: ServerContext) async throws -> AuthV1.Admin {
    try await access.admin().admin.asProto
  }

  func logoutAdmin(
    request: AuthV1.LogoutAdminRequest, context: ServerContext
  ) async throws -> AuthV1.LogoutAdminResponse {
    try await accounts.logOut(access.admin())
    return .with { $0.message = "Successfully logged out" }
  }

  func changeAdminPassword(
    request: AuthV1.ChangeAdminPasswordRequest, context: ServerContext
  ) async throws -> AuthV1.ChangeAdminPasswordResponse {
    let call = try await access.admin()
    let input = try PasswordChangeInput(proto: request)
    try await accounts.changePassword(from: input.current, to: input.new, by: call)
    return .with { $0.message = "Password changed successfully" }
  }

  func forgotAdminPassword(
    request: AuthV1.ForgotAdminPasswordRequest, context: ServerContext
  ) async throws -> AuthV1.ForgotAdminPasswordResponse {
    try await accounts.requestReset(MailInput(email: request.email, returnTo: nil).address)
    return .with { $0.message = "Password reset email sent" }
  }

  func resetAdminPassword(
    request: AuthV1.ResetAdminPasswordRequest, context: ServerContext
  ) async throws -> AuthV1.ResetAdminPasswordResponse {
    let input = try PasswordResetInput(proto: request)
    try await accounts.resetPassword(token: input.token, password: input.password, device: Call.current.device)
    return .with { $0.message = "Password reset successfully" }
  }

  func acceptAdminInvitation(
    request: AuthV1.AcceptAdminInvitationRequest, context: ServerContext
  ) async throws -> AuthV1.AdminLoginResponse {
    let call = try Call.current
    let login = try await accounts.accept(TeamAcceptance(proto: request), device: call.device)
    login.setCookie(on: call)
    return login.tokens.asProto
  }

  func stepUpAdmin(
    request: AuthV1.StepUpAdminRequest, context: ServerContext
  ) async throws -> AuthV1.StepUpAdminResponse {
    let call = try await access.admin()
    try await accounts.stepUp(UserSecondFactors.Proof(proto: request), by: call)
    return .with {
      $0.authenticatedAt = call.at.asProto
      $0.expiresAt = call.at.adding(StepUp.window).asProto
    }
  }

  func getAdminSecondFactor(
    request: AuthV1.GetAdminSecondFactorRequest, context: ServerContext
  ) async throws -> AuthV1.AdminSecondFactor {
    try await accounts.secondFactors.store.state(of: access.admin().subject).asAdminProto
  }

  func beginAdminTotp(
    request: AuthV1.BeginAdminTotpRequest, context: ServerContext
  ) async throws -> AuthV1.TotpEnrollment {
    let call = try await access.freshAdmin()
    let tenant = try await tenants.active(call.tenantID)
    return try await accounts.secondFactors.begin(
      for: call.subject, issuer: "\(tenant.name) dashboard", account: call.admin.email
    ).asProto
  }

  func confirmAdminTotp(
    request: AuthV1.ConfirmAdminTotpRequest, context: ServerContext
  ) async throws -> AuthV1.RecoveryCodes {
    let call = try await access.freshAdmin()
    let code = try TOTPCode(proto: request.code)
    return try await accounts.secondFactors.confirm(code, of: call.subject, device: call.call.device).asProto
  }

  func removeAdminTotp(
    request: AuthV1.RemoveAdminTotpRequest, context: ServerContext
  ) async throws -> AuthV1.AdminSecondFactor {
    let call = try await access.freshAdmin()
    try await accounts.secondFactors.remove(call.subject, device: call.call.device)
    return try await accounts.secondFactors.store.state(of: call.subject).asAdminProto
  }

  func regenerateAdminRecoveryCodes(
    request: AuthV1.RegenerateAdminRecoveryCodesRequest, context: ServerContext
  ) async throws -> AuthV1.RecoveryCodes {
    let call = try await access.freshAdmin()
    return try await accounts.secondFactors.regenerateRecoveryCodes(of: call.subject, device: call.call.device).asProto
  }
}
