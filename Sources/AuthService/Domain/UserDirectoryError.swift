import Runtime

/// What can go wrong with a tenant's users beyond ``AuthError``.
enum UserDirectoryError: DomainError, Equatable {
  case subTaken
  case secretKeyRequired

  var serviceError: ServiceError {
    switch self {
    case .subTaken:
      ServiceError(.alreadyExists, "SUB_TAKEN", "A user with this sub already exists")
    case .secretKeyRequired:
      ServiceError(.permissionDenied, "SECRET_KEY_REQUIRED", "This needs a secret API key")
    }
  }
}
