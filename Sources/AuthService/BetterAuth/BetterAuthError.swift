import Runtime

/// What can go wrong in the Better Auth backing store, besides ``AuthError``.
enum BetterAuthError: DomainError, Equatable {
  case userExists
  case sessionExists
  case accountExists
  case accountNotFound
  case verificationExists
  case verificationNotFound

  var serviceError: ServiceError {
    switch self {
    case .userExists:
      ServiceError(.alreadyExists, "USER_EXISTS", "A user with this id already exists")
    case .sessionExists:
      ServiceError(.alreadyExists, "SESSION_EXISTS", "A session with this id or token already exists")
    case .accountExists:
      ServiceError(.alreadyExists, "ACCOUNT_EXISTS", "This account is already linked")
    case .accountNotFound:
      ServiceError(.notFound, "ACCOUNT_NOT_FOUND", "Account not found")
    case .verificationExists:
      ServiceError(.alreadyExists, "VERIFICATION_EXISTS", "A verification with this id already exists")
    case .verificationNotFound:
      ServiceError(.notFound, "VERIFICATION_NOT_FOUND", "Verification not found")
    }
  }
}
