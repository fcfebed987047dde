import Storage

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

/// A login whose tokens are made and whose session is still to be stored.
struct PreparedAdminLogin: Sendable {
  var session: LoginSession
  var device: Device
  var audit: AuditEntry
  /// What the client gets once the session is stored.
  var login: AdminLogin

  /// - Throws: ``AuthError/invalidCredentials`` for an admin who was removed meanwhile.
  func store(_ tx: any Transaction) throws {
    try AdminSessionStore.logIn(
      tx, session, refreshHash: SecretToken.hash(login.tokens.refresh), device: device, audit: audit)
  }
}

/// What a login came to.
enum AdminLoginOutcome: Sendable {
  case loggedIn(AdminLogin)
  /// No tokens yet: the second factor must be given first.
  case secondFactor(SecondFactorDemand)
}
