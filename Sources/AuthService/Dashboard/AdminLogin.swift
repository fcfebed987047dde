/// What a client gets when an admin logs in.
struct AdminTokens: Sendable {
  /// An access JWT of use `dashboard`.
  var access: String
  /// A refresh JWT.
  var refresh: String
  var admin: DashboardAdmin
}

/// A fresh login: the tokens, and the device cookie's value.
struct AdminLogin: Sendable {
  var tokens: AdminTokens
  var deviceCookie: String
}

/// What a login came to.
enum AdminLoginOutcome: Sendable {
  case loggedIn(AdminLogin)
  /// No tokens yet: the second factor must be given first.
  case secondFactor(SecondFactorDemand)
}
