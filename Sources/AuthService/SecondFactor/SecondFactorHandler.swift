import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.SecondFactorService`.
struct SecondFactorHandler: AuthV1.SecondFactorService.SimpleServiceProtocol, DirectlyCallable {
  let factors: UserSecondFactors

  func getSecondFactor(
    request: AuthV1.GetSecondFactorRequest, context: ServerContext
  ) async throws -> AuthV1.SecondFactor {
    let (state, policy) = try await factors.state(for: Call.current.caller)
    return state.asProto(policy: policy)
  }

  func beginTotp(request: AuthV1.BeginTotpRequest, context: ServerContext) async throws -> AuthV1.TotpEnrollment {
    try await factors.begin(Call.current).asProto
  }

  func confirmTotp(
    request: AuthV1.ConfirmTotpRequest, context: ServerContext
  ) async throws -> AuthV1.RecoveryCodes {
    try await factors.confirm(TOTPCode(proto: request.code), Call.current).asProto
  }

  func removeTotp(request: AuthV1.RemoveTotpRequest, context: ServerContext) async throws -> AuthV1.SecondFactor {
    let call = try Call.current
    try await factors.remove(call)
    let (state, policy) = try await factors.state(for: call.caller)
    return state.asProto(policy: policy)
  }

  func regenerateRecoveryCodes(
    request: AuthV1.RegenerateRecoveryCodesRequest, context: ServerContext
  ) async throws -> AuthV1.RecoveryCodes {
    try await factors.regenerateRecoveryCodes(Call.current).asProto
  }

  func stepUp(request: AuthV1.StepUpRequest, context: ServerContext) async throws -> AuthV1.StepUpResponse {
    let now = try await factors.authenticateAgain(UserSecondFactors.Proof(proto: request), Call.current)
    return .with {
      $0.authenticatedAt = now.asProto
      $0.expiresAt = now.adding(StepUp.window).asProto
    }
  }

  func verifySecondFactor(
    request: AuthV1.VerifySecondFactorRequest, context: ServerContext
  ) async throws -> AuthV1.VerifySecondFactorResponse {
    let call = try Call.current
    let input = try SecondFactorInput(proto: request)
    let login = try await factors.logIn(input.token, with: input.answer, call)
    login.setCookies(on: call)
    return login.tokens.asProto()
  }

  func beginEnrollment(
    request: AuthV1.BeginEnrollmentRequest, context: ServerContext
  ) async throws -> AuthV1.TotpEnrollment {
    try await factors.beginEnrollment(request.checkedToken(), Call.current).asProto
  }

  func confirmEnrollment(
    request: AuthV1.ConfirmEnrollmentRequest, context: ServerContext
  ) async throws -> AuthV1.ConfirmEnrollmentResponse {
    let call = try Call.current
    let input = try EnrollmentInput(proto: request)
    let (login, codes) = try await factors.confirmEnrollment(input.code, input.token, call)
    login.setCookies(on: call)
    return login.tokens.asProto(codes)
  }
}
