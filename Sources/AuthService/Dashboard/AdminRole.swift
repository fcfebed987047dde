import Runtime

/// What a member of a tenant's team may do, in the documented spelling.
public enum AdminRole: String, Sendable, CaseIterable {
  case owner, admin, viewer

  /// The one table of who may do what.
  var permissions: Set<DashboardPermission> {
    switch self {
    case .owner: Set(DashboardPermission.allCases)
    case .admin: Set(DashboardPermission.allCases).subtracting([.teamOwners, .teamRemove])
    case .viewer: [.apiKeysRead, .settingsRead, .teamRead, .usersRead, .organizationsRead, .auditRead, .billingRead]
    }
  }

  func allows(_ permission: DashboardPermission) -> Bool { permissions.contains(permission) }
}
