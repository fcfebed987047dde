import Contracts
import Runtime

extension RegistrationOutcome {
  /// The session that was opened, if one was.
  var login: Login? {
    if case .admitted(let outcome) = self { outcome.login } else { nil }
  }

  var asProto: AuthV1.RegisterResponse {
    switch self {
    case .admitted(.loggedIn(let login)):
      let tokens = login.tokens.asProto
      return .with {
        $0.accessToken = tokens.accessToken
        $0.refreshToken = tokens.refreshToken
        $0.tokenType = tokens.tokenType
        $0.expiresIn = tokens.expiresIn
        $0.user = tokens.user
      }
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
    case .loggedIn(let login):
      let tokens = login.tokens.asProto
      return .with {
        $0.accessToken = tokens.accessToken
        $0.refreshToken = tokens.refreshToken
        $0.tokenType = tokens.tokenType
        $0.expiresIn = tokens.expiresIn
        $0.user = tokens.user
      }
    case .secondFactor(let demand):
      return demand.asProto
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
