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

/// A checked token and one answer.
struct SecondFactorWish: Sendable {
  var token: String
  var answer: SecondFactorAnswer

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.VerifySecondFactorRequest) throws {
    var violations = Violations()
    violations.token(proto.mfaToken)
    let answer = violations.answer(
      code: proto.hasCode ? proto.code : nil, recoveryCode: proto.hasRecoveryCode ? proto.recoveryCode : nil)
    self.answer = try violations.checked(answer)
    self.token = proto.mfaToken
  }
}

/// A checked token and the first code of a new app.
struct EnrollmentWish: Sendable {
  var token: String
  var code: TOTPCode

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ConfirmEnrollmentRequest) throws {
    var violations = Violations()
    violations.token(proto.mfaToken)
    let code = violations.totpCode(proto.code)
    self.code = try violations.checked(code)
    self.token = proto.mfaToken
  }
}

extension AuthV1.BeginEnrollmentRequest {
  /// - Throws: INVALID_ARGUMENT without a token.
  func checkedToken() throws -> String {
    var violations = Violations()
    violations.token(mfaToken)
    try violations.throwIfAny()
    return mfaToken
  }
}

extension UserSecondFactors.Proof {
  /// - Throws: INVALID_ARGUMENT unless there is exactly one well-formed proof.
  init(proto: AuthV1.StepUpRequest) throws {
    var violations = Violations()
    guard proto.hasPassword else {
      let answer = violations.answer(
        code: proto.hasCode ? proto.code : nil, recoveryCode: proto.hasRecoveryCode ? proto.recoveryCode : nil)
      self = .answer(try violations.checked(answer))
      return
    }
    violations.require(!proto.password.isEmpty, "password", "Field required", type: "missing")
    violations.require(!proto.hasCode, "code", "only one proof can be given")
    violations.require(!proto.hasRecoveryCode, "recovery_code", "only one proof can be given")
    try violations.throwIfAny()
    self = .password(proto.password)
  }
}

extension Violations {
  fileprivate mutating func token(_ text: String) {
    require(!text.isEmpty, "mfa_token", "Field required", type: "missing")
    require(text.utf8.count <= 256, "mfa_token", "should have at most 256 bytes", type: "string_too_long")
  }

  fileprivate mutating func totpCode(_ text: String) -> TOTPCode? {
    let code = TOTPCode(text)
    if text.isEmpty {
      add("code", "Field required", type: "missing")
    } else if code == nil {
      add("code", "must be six digits", type: "string_pattern_mismatch")
    }
    return code
  }

  fileprivate mutating func answer(code: String?, recoveryCode: String?) -> SecondFactorAnswer? {
    guard let recoveryCode else { return totpCode(code ?? "").map { .code($0) } }
    require(code == nil, "code", "can't be given together with recovery_code")
    guard let read = RecoveryCode(recoveryCode) else {
      add("recovery_code", "must be a recovery code such as k7qd-2m4x-w9tf", type: "string_pattern_mismatch")
      return nil
    }
    return .recoveryCode(read)
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
  var asVerifiedProto: AuthV1.VerifySecondFactorResponse {
    .with {
      $0.accessToken = access
      $0.refreshToken = refresh
      $0.tokenType = "Bearer"
      $0.expiresIn = TokenIssuer.accessLifetime
      $0.user = user.asProto
    }
  }

  func asEnrolledProto(_ codes: [RecoveryCode]) -> AuthV1.ConfirmEnrollmentResponse {
    .with {
      $0.accessToken = access
      $0.refreshToken = refresh
      $0.tokenType = "Bearer"
      $0.expiresIn = TokenIssuer.accessLifetime
      $0.user = user.asProto
      $0.recoveryCodes = codes.map(\.text)
    }
  }
}
