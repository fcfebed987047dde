import Runtime
import Storage

extension UserStore {
  /// A user with the password's hash, by id.
  func credentials(tenantID: String, userID: String) async throws -> Credentials? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT \(Self.columns), a.password_hash
        FROM users u
        LEFT JOIN accounts a ON a.tenant_id = u.tenant_id AND a.provider_id = 'credential' AND a.account_id = u.id
        WHERE u.tenant_id = ? AND u.id = ? AND u.is_active = 1
        """, tenantID, userID, as: Self.credentials)
    }
  }

  /// Replaces an outdated hash of the same password, unless the password was changed meanwhile.
  func rehash(tenantID: String, userID: String, from old: String, to new: String, at now: Timestamp) async throws {
    _ = try await database.write { tx in
      try Self.replaceHash(tx, tenantID: tenantID, userID: userID, from: old, to: new, at: now)
    }
  }

  /// Sets a password with a mailed token: the e-mail is verified thereby, every session ends, and a notice
  /// is on its way.
  /// - Throws: ``AccountError/invalidResetToken``.
  func resetPassword(_ reset: PasswordReset) async throws {
    let asked = Call.currentLanguage
    try await database.write { tx in
      let user = try MailedTokenStore.consume(
        tx, tenantID: reset.tenantID, tokenHash: reset.tokenHash, .passwordReset, at: reset.at)
      guard let user else { throw AccountError.invalidResetToken }
      try tx.execute(
        """
        INSERT INTO accounts (tenant_id, id, user_id, provider_id, account_id, password_hash, created_at, updated_at)
        VALUES (?, ?, ?, 'credential', ?, ?, ?, ?)
        ON CONFLICT (tenant_id, provider_id, account_id)
        DO UPDATE SET password_hash = excluded.password_hash, updated_at = excluded.updated_at
        """, reset.tenantID, reset.accountID, user.id, user.id, reset.passwordHash, reset.at, reset.at)
      try Self.markVerified(tx, tenantID: reset.tenantID, userID: user.id, at: reset.at)
      try SessionStore.endAll(tx, tenantID: reset.tenantID, userID: user.id, at: reset.at)
      try Self.passwordChanged(
        tx, user, "user.password_reset", tenantID: reset.tenantID, messageID: reset.messageID, device: reset.device,
        asked: asked, at: reset.at)
    }
    signal.wake()
  }

  /// Replaces a password that was checked: every other session ends, and a notice is on its way.
  /// - Throws: ``AccountError/passwordChangedMeanwhile``, ``AuthError/userNotFound``.
  func changePassword(_ change: PasswordChange) async throws {
    let asked = Call.currentLanguage
    try await database.write { tx in
      let user = try tx.first(
        "SELECT \(Self.columns) FROM users u WHERE u.tenant_id = ? AND u.id = ? AND u.is_active = 1", change.tenantID,
        change.userID, as: Self.user)
      guard let user else { throw AuthError.userNotFound }
      let changed = try Self.replaceHash(
        tx, tenantID: change.tenantID, userID: user.id, from: change.oldHash, to: change.newHash, at: change.at)
      guard changed else { throw AccountError.passwordChangedMeanwhile }
      try SessionStore.endAll(
        tx, tenantID: change.tenantID, userID: user.id, except: change.sessionID, at: change.at)
      try MailedTokenStore.discard(tx, tenantID: change.tenantID, userID: user.id, .passwordReset)
      try Self.passwordChanged(
        tx, user, "user.password_change", tenantID: change.tenantID, messageID: change.messageID,
        device: change.device, asked: asked, at: change.at)
    }
    signal.wake()
  }

  /// The audit entry and the notice to the user.
  private static func passwordChanged(
    _ tx: any Transaction, _ user: User, _ action: String, tenantID: String, messageID: String, device: Device,
    asked: Language?, at now: Timestamp
  ) throws {
    try AuditLog.append(tx, .account(action, of: user.id, tenantID: tenantID, device: device, at: now))
    // Addresses from elsewhere (Better Auth) may be none that mail can be sent to.
    guard let address = EmailAddress(user.email) else { return }
    let language = try MailLanguages.language(tx, tenantID: tenantID, userID: user.id, asked: asked)
    try QueuedEmail(id: messageID, .passwordChanged(to: address, in: language))
      .enqueue(tx, tenantID: tenantID, aggregate: user.id, at: now)
  }

  private static func replaceHash(
    _ tx: any Transaction, tenantID: String, userID: String, from old: String, to new: String, at now: Timestamp
  ) throws -> Bool {
    try tx.execute(
      """
      UPDATE accounts SET password_hash = ?, updated_at = ?
      WHERE tenant_id = ? AND provider_id = 'credential' AND account_id = ? AND password_hash = ?
      """, new, now, tenantID, userID, old) > 0
  }
}
