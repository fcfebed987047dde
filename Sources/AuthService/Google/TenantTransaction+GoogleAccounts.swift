import Storage

/// Users' accounts at Google, by which they log in.
extension TenantTransaction {
  /// The user of an account at Google.
  func linkableUser(googleSubject: String) throws -> LinkableUser? {
    try tx.first(
      """
      SELECT u.id, u.is_active, u.is_email_verified
      FROM accounts a JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id
      WHERE a.tenant_id = ? AND a.provider_id = ? AND a.account_id = ?
      """, id, GoogleAccountStore.google, googleSubject, as: Self.linkableUser)
  }

  /// The user with an e-mail address.
  func linkableUser(email: EmailAddress) throws -> LinkableUser? {
    try tx.first(
      "SELECT id, is_active, is_email_verified FROM users WHERE tenant_id = ? AND email_normalized = ?", id,
      email.normalized, as: Self.linkableUser)
  }

  /// Lets a user log in with an account at Google.
  func insertGoogleAccount(
    id accountID: String, of userID: String, googleSubject: String, at now: Timestamp
  ) throws {
    try tx.execute(
      """
      INSERT INTO accounts (tenant_id, id, user_id, provider_id, account_id, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, id, accountID, userID, GoogleAccountStore.google, googleSubject, now, now)
  }

  /// Deletes every way in that a user has, the second factor's app and the sessions included.
  func deleteAccess(of userID: String, at now: Timestamp) throws {
    try tx.execute("DELETE FROM accounts WHERE tenant_id = ? AND user_id = ?", id, userID)
    try deleteSecondFactor(of: .user(userID, of: id))
    try endSessions(of: userID, at: now)
  }

  /// Shows a user with a picture, or with none.
  func setAvatarURL(_ url: String?, of userID: String) throws {
    try tx.execute("UPDATE users SET avatar_url = ? WHERE tenant_id = ? AND id = ?", url, id, userID)
  }

  private static func linkableUser(_ row: any Row) throws -> LinkableUser {
    LinkableUser(id: try row.text(0), isActive: try row.bool(1), isEmailVerified: try row.bool(2))
  }
}
