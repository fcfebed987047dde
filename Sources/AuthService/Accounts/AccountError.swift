import Runtime

/// What can go wrong with passwords and mailed tokens.
enum AccountError: DomainError, Equatable {
  /// Unknown, used, replaced or expired.
  case invalidVerificationToken
  /// Unknown, used, replaced or expired.
  case invalidResetToken
  /// The current password is not this one. Not UNAUTHENTICATED: the session is valid, and clients log out
  /// on a 401.
  case wrongPassword
  /// A user who logs in with a provider only.
  case passwordNotSet
  case passwordChangedMeanwhile

  var serviceError: ServiceError {
    switch self {
    case .invalidVerificationToken:
      ServiceError(
        .invalidArgument, "INVALID_VERIFICATION_TOKEN", "Invalid or expired verification token", httpStatus: 400)
    case .invalidResetToken:
      ServiceError(.invalidArgument, "INVALID_RESET_TOKEN", "Invalid or expired reset token", httpStatus: 400)
    case .wrongPassword:
      ServiceError(.invalidArgument, "WRONG_PASSWORD", "Current password is incorrect", httpStatus: 400)
    case .passwordNotSet:
      ServiceError(
        .failedPrecondition, "PASSWORD_NOT_SET",
        "This account has no password yet; set one with the link that forgot-password sends")
    case .passwordChangedMeanwhile:
      ServiceError(.aborted, "PASSWORD_CHANGED_MEANWHILE", "The password was changed meanwhile; try again")
    }
  }
}
