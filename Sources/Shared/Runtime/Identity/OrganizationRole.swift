/// A member's role in an organization, in the documented spelling; what `Membership.role` of the access
/// service carries.
public enum OrganizationRole: String, Sendable, CaseIterable {
  case owner, admin, member, developer

  /// The one table of who may do what.
  public var permissions: Set<OrganizationPermission> {
    switch self {
    case .owner: Set(OrganizationPermission.allCases)
    case .admin: Set(OrganizationPermission.allCases).subtracting([.ownersManage])
    case .member: [.organizationRead, .membersRead, .billingRead]
    case .developer: [.organizationRead, .membersRead, .billingRead, .developerSettings]
    }
  }

  public func allows(_ permission: OrganizationPermission) -> Bool { permissions.contains(permission) }

  /// Whether this role may do everything that the other may: nobody gives a role that their own does
  /// not cover.
  public func covers(_ other: OrganizationRole) -> Bool { permissions.isSuperset(of: other.permissions) }
}
