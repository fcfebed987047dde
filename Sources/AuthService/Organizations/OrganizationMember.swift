import Runtime
import Storage

/// A user's membership of one organization.
struct OrganizationMember: Sendable, Equatable {
  var userID: String
  /// Empty for a user without an e-mail.
  var email: String
  var displayName: String?
  var role: OrganizationRole
  /// False after the membership's deactivation.
  var isActive: Bool
  /// False after the user's own deactivation.
  var isUserActive: Bool
  var joinedAt: Timestamp

  /// Whether the member can act in the organization.
  var hasAccess: Bool { isActive && isUserActive }

  func with(role: OrganizationRole) -> OrganizationMember {
    var changed = self
    changed.role = role
    return changed
  }
}
