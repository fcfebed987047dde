import Runtime

/// What another service asks before it does something for a dashboard admin.
struct AdminAuthorization: Sendable {
  /// Whom it is about.
  enum Target: Sendable {
    case user(String)
    case organization(String)
  }

  var tenantID: String
  var adminID: String
  var sessionID: String
  var permission: DashboardPermission
  var targets: [Target] = []
}
