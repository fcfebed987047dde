import Contracts
import Runtime
import Storage

extension LoginInput {
  /// - Throws: INVALID_ARGUMENT with every missing field.
  init(proto: AuthV1.LoginAdminRequest) throws { try self.init(email: proto.email, password: proto.password) }
}

extension SecondFactorInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.VerifyAdminSecondFactorRequest) throws {
    try self.init(
      token: proto.mfaToken, code: proto.hasCode ? proto.code : nil,
      recoveryCode: proto.hasRecoveryCode ? proto.recoveryCode : nil)
  }
}

extension UserSecondFactors.Proof {
  /// - Throws: INVALID_ARGUMENT unless there is exactly one well-formed proof.
  init(proto: AuthV1.StepUpAdminRequest) throws {
    try self.init(
      password: proto.hasPassword ? proto.password : nil, code: proto.hasCode ? proto.code : nil,
      recoveryCode: proto.hasRecoveryCode ? proto.recoveryCode : nil)
  }
}

extension PasswordChangeInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ChangeAdminPasswordRequest) throws {
    try self.init(currentPassword: proto.currentPassword, newPassword: proto.newPassword)
  }
}

extension PasswordResetInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ResetAdminPasswordRequest) throws {
    try self.init(token: proto.token, newPassword: proto.newPassword)
  }
}

extension TeamAcceptance {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.AcceptAdminInvitationRequest) throws {
    var violations = Violations()
    violations.present(proto.token, "token")
    PasswordRule.check(proto.password, "password", &violations)
    violations.text(proto.displayName, "display_name", 0...100)
    try violations.throwIfAny()
    self.init(
      token: proto.token, password: proto.password,
      displayName: proto.displayName.isEmpty ? nil : proto.displayName)
  }
}

extension AuthV1.RefreshAdminRequest {
  /// - Throws: INVALID_ARGUMENT without a token.
  func checkedToken() throws -> String {
    var violations = Violations()
    violations.present(refreshToken, "refresh_token")
    try violations.throwIfAny()
    return refreshToken
  }
}

extension AdminLoginOutcome {
  var asProto: AuthV1.AdminLoginResponse {
    switch self {
    case .loggedIn(let login): login.tokens.asProto
    case .secondFactor(let demand): demand.asAdminProto
    }
  }

  /// What is done once the answer is known to be tokens.
  var login: AdminLogin? {
    guard case .loggedIn(let login) = self else { return nil }
    return login
  }
}

extension AdminTokens {
  var asProto: AuthV1.AdminLoginResponse {
    var reply = AuthV1.AdminLoginResponse(access: access, refresh: refresh)
    reply.admin = admin.asProto
    return reply
  }
}

extension SecondFactorDemand {
  var asAdminProto: AuthV1.AdminLoginResponse {
    .with {
      $0.mfaRequired = true
      $0.mfaToken = token
      $0.expiresIn = expiresIn
      if case .challenge(let methods) = step { $0.methods.methods = methods }
    }
  }
}

extension DashboardAdmin {
  var asProto: AuthV1.Admin {
    .with {
      $0.id = id
      $0.email = email
      if let displayName { $0.displayName = displayName }
      $0.role = role.asProto
      $0.tenantID = tenantID
    }
  }
}

extension SecondFactorState {
  var asAdminProto: AuthV1.AdminSecondFactor {
    .with {
      $0.enabled = isEnabled
      if let confirmedAt { $0.confirmedAt = confirmedAt.asProto }
      $0.recoveryCodesLeft = Int32(recoveryCodesLeft)
    }
  }
}
