import Contracts
import Runtime
import Storage

extension LoginWish {
  /// - Throws: INVALID_ARGUMENT with every missing field.
  init(proto: AuthV1.LoginAdminRequest) throws {
    try self.init(
      proto: AuthV1.LoginRequest.with {
        $0.email = proto.email
        $0.password = proto.password
      })
  }
}

extension SecondFactorWish {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.VerifyAdminSecondFactorRequest) throws {
    try self.init(
      proto: AuthV1.VerifySecondFactorRequest.with {
        $0.mfaToken = proto.mfaToken
        if proto.hasCode { $0.code = proto.code }
        if proto.hasRecoveryCode { $0.recoveryCode = proto.recoveryCode }
      })
  }
}

extension UserSecondFactors.Proof {
  /// - Throws: INVALID_ARGUMENT unless there is exactly one well-formed proof.
  init(proto: AuthV1.StepUpAdminRequest) throws {
    try self.init(
      proto: AuthV1.StepUpRequest.with {
        if proto.hasPassword { $0.password = proto.password }
        if proto.hasCode { $0.code = proto.code }
        if proto.hasRecoveryCode { $0.recoveryCode = proto.recoveryCode }
      })
  }
}

extension ChangeWish {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ChangeAdminPasswordRequest) throws {
    try self.init(
      proto: AuthV1.ChangePasswordRequest.with {
        $0.currentPassword = proto.currentPassword
        $0.newPassword = proto.newPassword
      })
  }
}

extension ResetWish {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ResetAdminPasswordRequest) throws {
    try self.init(
      proto: AuthV1.ResetPasswordRequest.with {
        $0.token = proto.token
        $0.newPassword = proto.newPassword
      })
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
    .with {
      $0.accessToken = access
      $0.refreshToken = refresh
      $0.tokenType = "Bearer"
      $0.expiresIn = TokenIssuer.accessLifetime
      $0.admin = admin.asProto
    }
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
