import Runtime

/// What can go wrong where usage is shown and consumed.
enum UsageError: DomainError, Equatable {
  /// Nobody uses, or looks at, what is another user's.
  case userMismatch
  /// Neither a member nor somebody who has used anything there.
  case memberNotFound
  /// Neither the user nor one of the user's organizations has a plan of its own.
  case noActivePlan

  var serviceError: ServiceError {
    switch self {
    case .userMismatch:
      ServiceError(.permissionDenied, "USER_MISMATCH", "The user is not the one who is logged in")
    case .memberNotFound:
      ServiceError(.notFound, "MEMBER_NOT_FOUND", "Member not found")
    case .noActivePlan:
      ServiceError(.notFound, "NO_ACTIVE_PLAN", "No active plan")
    }
  }
}
