import Runtime

/// What can go wrong in the auth service, and how it crosses the border.
enum AuthError: DomainError, Equatable {
  case emailTaken
  case invalidCredentials
  case emailNotVerified
  case accountDeactivated
  case invalidRefreshToken
  case userNotFound
  case tenantNotFound
  case slugTaken(String)
  case companyNotFound
  /// Too many passwords wait to be hashed.
  case loginBusy
  case apiKeyUnknown
  case sessionUnknown

  var serviceError: ServiceError {
    switch self {
    case .emailTaken:
      ServiceError(.alreadyExists, "EMAIL_TAKEN", "Email already registered")
    case .invalidCredentials:
      ServiceError(.unauthenticated, "INVALID_CREDENTIALS", "Invalid email or password")
    case .emailNotVerified:
      ServiceError(.permissionDenied, "EMAIL_NOT_VERIFIED", "Please verify your email before logging in")
    case .accountDeactivated:
      ServiceError(.permissionDenied, "ACCOUNT_DEACTIVATED", "This account is deactivated")
    case .invalidRefreshToken:
      ServiceError(.unauthenticated, "INVALID_REFRESH_TOKEN", "Invalid or expired refresh token")
    case .userNotFound:
      ServiceError(.notFound, "USER_NOT_FOUND", "User not found")
    case .tenantNotFound:
      ServiceError(.notFound, "TENANT_NOT_FOUND", "Tenant not found")
    case .slugTaken(let slug):
      ServiceError(
        .alreadyExists, "SLUG_TAKEN", "An organization with this slug already exists", metadata: ["slug": slug])
    case .companyNotFound:
      ServiceError(.notFound, "COMPANY_NOT_FOUND", "Company not found")
    case .loginBusy:
      ServiceError(
        .unavailable, "LOGIN_BUSY", "Too many logins at once; try again shortly", retryAfter: .seconds(2))
    case .apiKeyUnknown:
      ServiceError(.notFound, "API_KEY_UNKNOWN", "Invalid API key")
    case .sessionUnknown:
      ServiceError(.notFound, "SESSION_UNKNOWN", "Invalid or expired session")
    }
  }
}
