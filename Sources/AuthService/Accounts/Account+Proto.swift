import Contracts
import Runtime

extension Registration {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.RegisterRequest) throws {
    var violations = Violations()
    let email = violations.newEmail(proto.email, "email")
    PasswordRule.check(proto.password, "password", &violations)
    violations.text(proto.displayName, "display_name", 0...100)
    violations.require(
      !proto.hasLocale || LocaleTag.isValid(proto.locale), "locale", "must be a language tag such as 'en' or 'pt-BR'")
    let returnTo = violations.returnURL(proto.hasReturnTo ? proto.returnTo : nil, "return_to")
    self.init(
      email: try violations.checked(email), password: proto.password,
      displayName: proto.displayName.isEmpty ? nil : proto.displayName,
      locale: proto.hasLocale ? proto.locale : nil, returnTo: returnTo)
  }
}

extension LoginInput {
  /// - Throws: INVALID_ARGUMENT with every missing field.
  init(proto: AuthV1.LoginRequest) throws { try self.init(email: proto.email, password: proto.password) }
}

extension MailInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ForgotPasswordRequest) throws {
    try self.init(email: proto.email, returnTo: proto.hasReturnTo ? proto.returnTo : nil)
  }

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ResendVerificationRequest) throws {
    try self.init(email: proto.email, returnTo: proto.hasReturnTo ? proto.returnTo : nil)
  }
}

extension PasswordResetInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ResetPasswordRequest) throws {
    try self.init(token: proto.token, newPassword: proto.newPassword)
  }

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ResetPasswordWithTokenRequest) throws {
    try self.init(token: proto.token, newPassword: proto.newPassword)
  }
}

extension PasswordChangeInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ChangePasswordRequest) throws {
    try self.init(currentPassword: proto.currentPassword, newPassword: proto.newPassword)
  }
}

extension AuthV1.RefreshRequest {
  /// - Throws: INVALID_ARGUMENT without a token.
  func checkedToken() throws -> String {
    var violations = Violations()
    violations.present(refreshToken, "refresh_token")
    try violations.throwIfAny()
    return refreshToken
  }
}

/// - Throws: INVALID_ARGUMENT without a token.
func checkedMailToken(_ token: String) throws -> String {
  var violations = Violations()
  violations.present(token, "token")
  try violations.throwIfAny()
  return token
}

extension RegistrationOutcome {
  /// The session that was opened, if one was.
  var login: Login? {
    if case .admitted(let outcome) = self { outcome.login } else { nil }
  }

  var asProto: AuthV1.RegisterResponse {
    switch self {
    case .admitted(.loggedIn(let login)):
      return login.tokens.asProto()
    case .admitted(.secondFactor(let demand)):
      return .with {
        $0.mfaEnrollmentRequired = true
        $0.mfaToken = demand.token
        $0.expiresIn = demand.expiresIn
      }
    case .verificationRequired:
      return .with {
        $0.message = "Registration successful. Please check your email to verify your account."
        $0.verificationRequired = true
      }
    }
  }
}

extension LoginOutcome {
  /// The session that was opened, if one was.
  var login: Login? {
    if case .loggedIn(let login) = self { login } else { nil }
  }

  var asProto: AuthV1.LoginResponse {
    switch self {
    case .loggedIn(let login): login.tokens.asProto()
    case .secondFactor(let demand): demand.asProto
    }
  }
}

extension SecondFactorDemand {
  var asProto: AuthV1.LoginResponse {
    .with {
      $0.mfaToken = token
      $0.expiresIn = expiresIn
      switch step {
      case .challenge(let methods):
        $0.mfaRequired = true
        $0.methods = .with { $0.methods = methods }
      case .enrollment:
        $0.mfaEnrollmentRequired = true
      }
    }
  }
}

extension User {
  var asProto: AuthV1.User {
    .with {
      $0.id = id
      $0.email = email
      if let displayName { $0.displayName = displayName }
      if let avatarURL { $0.avatarURL = avatarURL }
      $0.isActive = isActive
      $0.createdAt = createdAt.asProto
    }
  }
}
