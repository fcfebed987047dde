import Runtime

/// What can go wrong with a tenant's users beyond ``AuthError``.
enum UserDirectoryError: DomainError, Equatable {
  case subTaken
  case secretKeyRequired
  /// The user is the last owner of an organization that has other members.
  case lastOwner(organizationID: String)

  var serviceError: ServiceError {
    switch self {
    case .subTaken:
      ServiceError(.alreadyExists, "SUB_TAKEN", "A user with this sub already exists")
    case .secretKeyRequired:
      ServiceError(.permissionDenied, "SECRET_KEY_REQUIRED", "This needs a secret API key")
    case .lastOwner(let organizationID):
      ServiceError(
        .failedPrecondition, "LAST_OWNER",
        "The user is the last owner of an organization with other members; transfer the ownership first",
        metadata: ["organization_id": organizationID])
    }
  }
}
