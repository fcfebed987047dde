import Runtime

/// What another service asks before it does something for a dashboard admin.
struct AdminAuthorization: Sendable {
  var tenantID: String
  var adminID: String
  var sessionID: String
  var permission: DashboardPermission
}
