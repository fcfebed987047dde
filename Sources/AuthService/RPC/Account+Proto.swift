import Contracts
import Runtime

extension Registration {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.RegisterRequest) throws {
    var violations = Violations()
    let email = EmailAddress(proto.email)
    if proto.email.isEmpty {
      violations.add("email", "Field required", type: "missing")
    } else if email == nil {
      violations.add("email", "value is not a valid email address")
    }
    PasswordRule.check(proto.password, "password", &violations)
    violations.text(proto.displayName, "display_name", 0...100)
    let locale = proto.hasLocale ? proto.locale : "en"
    violations.require(LocaleTag.isValid(locale), "locale", "must be a language tag such as 'en' or 'pt-BR'")
    let returnTo = ReturnURL(proto.returnTo)
    violations.require(
      !proto.hasReturnTo || returnTo != nil, "return_to", "must be an absolute http or https URL",
      type: "url_parsing")
    self.init(
      email: try violations.checked(email), password: proto.password,
      displayName: proto.displayName.isEmpty ? nil : proto.displayName,
      locale: locale, returnTo: returnTo)
  }
}

/// A checked e-mail and password: both there, nothing more.
struct LoginWish: Sendable {
  var email: String
  var password: String

  /// - Throws: INVALID_ARGUMENT with every missing field.
  init(proto: AuthV1.LoginRequest) throws {
    var violations = Violations()
    violations.require(!proto.email.isEmpty, "email", "Field required", type: "missing")
    violations.require(!proto.password.isEmpty, "password", "Field required", type: "missing")
    try violations.throwIfAny()
    self.email = proto.email
    self.password = proto.password
  }
}

extension AuthV1.RefreshRequest {
  /// - Throws: INVALID_ARGUMENT without a token.
  func checkedToken() throws -> String {
    var violations = Violations()
    violations.require(!refreshToken.isEmpty, "refresh_token", "Field required", type: "missing")
    try violations.throwIfAny()
    return refreshToken
  }
}

extension RegistrationOutcome {
  var asProto: AuthV1.RegisterResponse {
    switch self {
    case .loggedIn(let login):
      let tokens = login.tokens.asProto
      return .with {
        $0.accessToken = tokens.accessToken
        $0.refreshToken = tokens.refreshToken
        $0.tokenType = tokens.tokenType
        $0.expiresIn = tokens.expiresIn
        $0.user = tokens.user
      }
    case .verificationRequired:
      return .with {
        $0.message = "Registration successful. Please check your email to verify your account."
        $0.verificationRequired = true
      }
    }
  }
}

extension LoginTokens {
  var asProto: AuthV1.TokenResponse {
    .with {
      $0.accessToken = access
      $0.refreshToken = refresh
      $0.tokenType = "Bearer"
      $0.expiresIn = TokenIssuer.accessLifetime
      $0.user = user.asProto
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
