/// What the methods of the dashboard API ask of an admin's role. `AdminRole` in the auth service is the table of which
/// role has which.
public enum DashboardPermission: String, Sendable, CaseIterable {
  case apiKeysRead = "api_keys.read"
  /// Make, change, rotate and revoke: revoking a leaked key must not wait for an owner.
  case apiKeysWrite = "api_keys.write"
  case settingsRead = "settings.read"
  case settingsWrite = "settings.write"
  case teamRead = "team.read"
  /// Invite people, take invitations back and change roles.
  case teamWrite = "team.write"
  /// All that makes, unmakes or touches an owner.
  case teamOwners = "team.owners"
  case teamRemove = "team.remove"
  case usersRead = "users.read"
  case usersWrite = "users.write"
  case organizationsRead = "organizations.read"
  case auditRead = "audit.read"
  case billingRead = "billing.read"
  /// Plans, Stripe keys, and what accounts are given: what is money.
  case billingWrite = "billing.write"

  /// Whether a tenant that asks for step-up asks for it here: what hands out or opens access, and what is money.
  public var isSensitive: Bool {
    switch self {
    case .apiKeysWrite, .settingsWrite, .teamWrite, .teamOwners, .teamRemove, .usersWrite, .billingWrite: true
    case .apiKeysRead, .settingsRead, .teamRead, .usersRead, .organizationsRead, .auditRead, .billingRead: false
    }
  }
}
