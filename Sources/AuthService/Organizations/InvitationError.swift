import Runtime

/// What can go wrong with invitations.
enum InvitationError: DomainError, Equatable {
  /// Also for a token that a newer one has replaced.
  case notFound
  case notPending(InvitationStatus)
  case expired
  /// One is open for this e-mail already.
  case alreadyPending
  case alreadyMember
  case forAnotherEmail
  case roleNotCovered

  var serviceError: ServiceError {
    switch self {
    case .notFound:
      ServiceError(.notFound, "INVITATION_NOT_FOUND", "Invitation not found")
    case .notPending(let status):
      ServiceError(
        .failedPrecondition, "INVITATION_NOT_PENDING", "This invitation is \(status.rawValue) already",
        metadata: ["status": status.rawValue])
    case .expired:
      ServiceError(.failedPrecondition, "INVITATION_EXPIRED", "This invitation has expired")
    case .alreadyPending:
      ServiceError(
        .alreadyExists, "INVITATION_PENDING", "An invitation for this email is open already; it can be resent")
    case .alreadyMember:
      ServiceError(.alreadyExists, "ALREADY_MEMBER", "This user is a member already")
    case .forAnotherEmail:
      ServiceError(.permissionDenied, "INVITATION_FOR_ANOTHER_EMAIL", "This invitation is for another email")
    case .roleNotCovered:
      ServiceError(.permissionDenied, "ROLE_NOT_COVERED", "Nobody can give a role above their own")
    }
  }
}
