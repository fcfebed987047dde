import Storage

/// A login whose tokens are made and whose session is still to be stored, in whatever transaction ends what
/// the login waited for.
struct PreparedLogin: Sendable {
  var session: NewSession
  var audit: AuditEntry
  /// What the client gets once the session is stored.
  var login: Login

  /// - Throws: ``AuthError/accountDeactivated`` for a user who was deactivated, or deleted, meanwhile.
  func store(_ tenant: TenantTransaction) throws {
    guard try tenant.hasActiveUser(id: session.session.userID) else { throw AuthError.accountDeactivated }
    try tenant.insert(session)
    try tenant.append(audit)
  }
}
