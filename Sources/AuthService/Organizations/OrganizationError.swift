import Runtime

/// What can go wrong in organizations.
enum OrganizationError: DomainError, Equatable {
  /// Also for an organization that the caller does not belong to: nobody learns that it exists.
  case organizationNotFound
  case permissionMissing(OrganizationPermission)
  case ownersOnly
  case lastOwner
  case memberNotFound
  case departmentNotFound
  case departmentNameTaken
  case defaultDepartment
  case tooManyDepartments

  var serviceError: ServiceError {
    switch self {
    case .organizationNotFound:
      ServiceError(.notFound, "ORGANIZATION_NOT_FOUND", "Organization not found")
    case .permissionMissing(let permission):
      ServiceError(
        .permissionDenied, "PERMISSION_MISSING", "This needs the permission \(permission.rawValue)",
        metadata: ["permission": permission.rawValue])
    case .ownersOnly:
      ServiceError(.permissionDenied, "OWNERS_ONLY", "Only an owner can do this")
    case .lastOwner:
      ServiceError(.failedPrecondition, "LAST_OWNER", "The organization needs at least one owner")
    case .memberNotFound:
      ServiceError(.notFound, "MEMBER_NOT_FOUND", "Member not found")
    case .departmentNotFound:
      ServiceError(.notFound, "DEPARTMENT_NOT_FOUND", "Department not found")
    case .departmentNameTaken:
      ServiceError(
        .alreadyExists, "DEPARTMENT_NAME_TAKEN", "The organization has a department of this name already")
    case .defaultDepartment:
      ServiceError(
        .failedPrecondition, "DEFAULT_DEPARTMENT", "The default department can't be deleted or deactivated")
    case .tooManyDepartments:
      ServiceError(.failedPrecondition, "TOO_MANY_DEPARTMENTS", "The organization has too many departments")
    }
  }
}
