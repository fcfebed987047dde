import Storage

/// Users' passwords: their accounts with the provider `credential`.
extension TenantTransaction {
  /// A user with the password's hash, by normalised e-mail.
  func userCredentials(email: String) throws -> UserStore.Credentials? {
    try tx.first(
      "\(Self.selectCredentials) WHERE u.tenant_id = ? AND u.email_normalized = ?", id, email, as: Self.credentials)
  }

  /// An active user with the password's hash.
  func userCredentials(userID: String) throws -> UserStore.Credentials? {
    try tx.first(
      "\(Self.selectCredentials) WHERE u.tenant_id = ? AND u.id = ? AND u.is_active = 1", id, userID,
      as: Self.credentials)
  }

  /// Gives a user a password, in the place of the one that there may be.
  /// - Parameter accountID: of the account that will hold it, for a user without one.
  func setPassword(of userID: String, hash: String, accountID: String, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO accounts (tenant_id, id, user_id, provider_id, account_id, password_hash, created_at, updated_at)
      VALUES (?, ?, ?, 'credential', ?, ?, ?, ?)
      ON CONFLICT (tenant_id, provider_id, account_id)
      DO UPDATE SET password_hash = excluded.password_hash, updated_at = excluded.updated_at
      """, id, accountID, userID, userID, hash, now, now)
  }

  /// Puts another hash in the place of the one that is known.
  /// - Returns: false when the user has another password by now.
  @discardableResult
  func replacePassword(of userID: String, from old: String, to new: String, at now: Timestamp) throws -> Bool {
    try tx.execute(
      """
      UPDATE accounts SET password_hash = ?, updated_at = ?
      WHERE tenant_id = ? AND provider_id = 'credential' AND account_id = ? AND password_hash = ?
      """, new, now, id, userID, old) > 0
  }

  private static let selectCredentials = """
    SELECT \(userColumns), a.password_hash
    FROM users u
    LEFT JOIN accounts a ON a.tenant_id = u.tenant_id AND a.provider_id = 'credential' AND a.account_id = u.id
    """

  private static func credentials(_ row: any Row) throws -> UserStore.Credentials {
    UserStore.Credentials(user: try user(row), passwordHash: try row.optionalText(7))
  }
}
