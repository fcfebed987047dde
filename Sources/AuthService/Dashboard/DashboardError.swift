import Runtime

/// What can go wrong in the dashboard API, and how it crosses the border.
enum DashboardError: DomainError, Equatable {
  /// No dashboard session that is alive.
  case unauthenticated
  /// The session of an access token that another service has been given is not alive any more.
  case sessionEnded
  case insufficientRole(DashboardPermission)
  case adminNotFound
  case emailTaken
  case lastOwner
  case alreadyTeamMember
  case invitationPending
  case invitationNotFound
  case invalidInvitation
  case invalidResetToken
  case wrongPassword
  case passwordChangedMeanwhile
  case apiKeyNotFound
  case apiKeyEnded
  case apiKeyRotated

  var serviceError: ServiceError {
    switch self {
    case .unauthenticated:
      ServiceError(.unauthenticated, "UNAUTHENTICATED", "Please log in to the dashboard")
    case .sessionEnded:
      ServiceError(.unauthenticated, "TOKEN_REVOKED", "The access token is no longer valid.")
    case .insufficientRole(let permission):
      ServiceError(
        .permissionDenied, "INSUFFICIENT_ROLE", "Your role does not allow this",
        metadata: ["permission": permission.rawValue])
    case .adminNotFound:
      ServiceError(.notFound, "ADMIN_NOT_FOUND", "Team member not found")
    case .emailTaken:
      ServiceError(.alreadyExists, "EMAIL_TAKEN", "Email already registered")
    case .lastOwner:
      ServiceError(.failedPrecondition, "LAST_OWNER", "A tenant keeps at least one owner")
    case .alreadyTeamMember:
      ServiceError(.alreadyExists, "ALREADY_TEAM_MEMBER", "This person is a team member already")
    case .invitationPending:
      ServiceError(
        .alreadyExists, "ADMIN_INVITATION_PENDING", "This person has an invitation already; resend it instead")
    case .invitationNotFound:
      ServiceError(.notFound, "ADMIN_INVITATION_NOT_FOUND", "Invitation not found")
    case .invalidInvitation:
      ServiceError(
        .invalidArgument, "INVALID_ADMIN_INVITATION", "Invalid or expired invitation", httpStatus: 400)
    case .invalidResetToken:
      ServiceError(.invalidArgument, "INVALID_RESET_TOKEN", "Invalid or expired reset token", httpStatus: 400)
    case .wrongPassword:
      ServiceError(.invalidArgument, "WRONG_PASSWORD", "The current password is not correct", httpStatus: 400)
    case .passwordChangedMeanwhile:
      ServiceError(
        .aborted, "PASSWORD_CHANGED_MEANWHILE", "The password was changed by another request; please try again")
    case .apiKeyNotFound:
      ServiceError(.notFound, "API_KEY_NOT_FOUND", "API key not found")
    case .apiKeyEnded:
      ServiceError(.failedPrecondition, "API_KEY_ENDED", "This API key was revoked or has expired")
    case .apiKeyRotated:
      ServiceError(.failedPrecondition, "API_KEY_ROTATED", "This API key has a successor already")
    }
  }
}
