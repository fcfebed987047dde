import Contracts
import Runtime

extension TOTPCode {
  /// - Throws: INVALID_ARGUMENT for anything but six digits.
  init(proto code: String) throws {
    var violations = Violations()
    let read = violations.totpCode(code)
    self = try violations.checked(read)
  }
}

extension SecondFactorInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.VerifySecondFactorRequest) throws {
    try self.init(
      token: proto.mfaToken, code: proto.hasCode ? proto.code : nil,
      recoveryCode: proto.hasRecoveryCode ? proto.recoveryCode : nil)
  }
}

extension EnrollmentInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ConfirmEnrollmentRequest) throws { try self.init(token: proto.mfaToken, code: proto.code) }
}

extension AuthV1.BeginEnrollmentRequest {
  /// - Throws: INVALID_ARGUMENT without a token.
  func checkedToken() throws -> String {
    var violations = Violations()
    violations.challengeToken(mfaToken)
    try violations.throwIfAny()
    return mfaToken
  }
}

extension UserSecondFactors.Proof {
  /// - Throws: INVALID_ARGUMENT unless there is exactly one well-formed proof.
  init(proto: AuthV1.StepUpRequest) throws {
    try self.init(
      password: proto.hasPassword ? proto.password : nil, code: proto.hasCode ? proto.code : nil,
      recoveryCode: proto.hasRecoveryCode ? proto.recoveryCode : nil)
  }
}

extension SecondFactorState {
  func asProto(policy: TenantSettings.SecondFactor) -> AuthV1.SecondFactor {
    .with {
      $0.enabled = isEnabled
      $0.policy = policy.rawValue
      if let confirmedAt { $0.confirmedAt = confirmedAt.asProto }
      $0.recoveryCodesLeft = Int32(recoveryCodesLeft)
    }
  }
}

extension TOTPEnrollment {
  var asProto: AuthV1.TotpEnrollment {
    .with {
      $0.secret = secret
      $0.otpauthUri = uri
      $0.expiresAt = expiresAt.asProto
    }
  }
}

extension [RecoveryCode] {
  var asProto: AuthV1.RecoveryCodes {
    .with { $0.recoveryCodes = map(\.text) }
  }
}

extension LoginTokens {
  func asProto(_ codes: [RecoveryCode]) -> AuthV1.ConfirmEnrollmentResponse {
    var reply = asProto(AuthV1.ConfirmEnrollmentResponse.self)
    reply.recoveryCodes = codes.map(\.text)
    return reply
  }
}
