import Runtime

/// What can go wrong with a second factor, and how it crosses the border.
enum SecondFactorError: DomainError, Equatable {
  /// Wrong, expired, or used before: which of these is nobody's business.
  case invalidCode
  /// Unknown, expired, used, of another tenant, or given too many wrong codes.
  case invalidToken
  /// The tenant's setting is off.
  case off
  /// The tenant requires what is about to be removed.
  case required
  /// There is none to use or to change.
  case none
  /// Nothing to confirm: no enrolment was begun, or its time is over.
  case noEnrollment
  /// A password is not enough for somebody who has a second factor.
  case codeRequired
  /// The session was authenticated too long ago for what is asked.
  case stepUpRequired

  var serviceError: ServiceError {
    switch self {
    case .invalidCode:
      ServiceError(.unauthenticated, "INVALID_MFA_CODE", "Invalid or expired code")
    case .invalidToken:
      ServiceError(.unauthenticated, "INVALID_MFA_TOKEN", "Invalid or expired token; please log in again")
    case .off:
      ServiceError(.failedPrecondition, "SECOND_FACTOR_OFF", "Second factors are not enabled here")
    case .required:
      ServiceError(.failedPrecondition, "SECOND_FACTOR_REQUIRED", "A second factor is required here")
    case .none:
      ServiceError(.failedPrecondition, "NO_SECOND_FACTOR", "There is no second factor")
    case .noEnrollment:
      ServiceError(.failedPrecondition, "NO_ENROLLMENT", "No enrollment was begun, or it has expired")
    case .codeRequired:
      ServiceError(.failedPrecondition, "MFA_CODE_REQUIRED", "A code of the second factor is needed")
    case .stepUpRequired:
      ServiceError(
        .permissionDenied, "STEP_UP_REQUIRED", "Please confirm that it is you before doing this",
        metadata: ["max_age_seconds": String(StepUp.window.components.seconds)])
    }
  }
}
