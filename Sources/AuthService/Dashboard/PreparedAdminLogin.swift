import Storage

/// A login whose tokens are made and whose session is still to be stored.
struct PreparedAdminLogin: Sendable {
  var session: LoginSession
  var device: Device
  var audit: AuditEntry
  /// What the client gets once the session is stored.
  var login: AdminLogin

  /// - Throws: ``AuthError/invalidCredentials`` for an admin who was removed meanwhile.
  func store(_ tenant: TenantTransaction) throws {
    guard try tenant.noteAdminLogin(session.userID, at: session.createdAt) else { throw AuthError.invalidCredentials }
    try tenant.insertAdminSession(session, refreshHash: SecretToken.hash(login.tokens.refresh), device: device)
    try tenant.append(audit)
  }
}
