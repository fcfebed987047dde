import Runtime

/// What can go wrong before it is known where to redirect to.
enum OAuthError: DomainError, Equatable {
  case googleDisabled
  case googleNotConfigured
  case stateInvalid

  var serviceError: ServiceError {
    switch self {
    case .googleDisabled:
      ServiceError(.permissionDenied, "GOOGLE_DISABLED", "Login with Google is switched off for this tenant")
    case .googleNotConfigured:
      ServiceError(.unavailable, "GOOGLE_NOT_CONFIGURED", "Google OAuth is not configured for this tenant")
    case .stateInvalid:
      ServiceError(
        .invalidArgument, "OAUTH_STATE_INVALID", "This login was already used or has expired; please start again",
        httpStatus: 400)
    }
  }
}
