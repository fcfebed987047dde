/// What a client gets when an admin logs in.
struct AdminTokens: Sendable {
  /// An access JWT of use `dashboard`.
  var access: String
  /// A refresh JWT.
  var refresh: String
  var admin: DashboardAdmin
}
