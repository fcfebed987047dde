import Storage

/// End users as logins know them.
extension TenantTransaction {
  /// A user, active or not.
  func user(id userID: String) throws -> User? {
    try tx.first(
      "SELECT \(Self.userColumns) FROM users u WHERE u.tenant_id = ? AND u.id = ?", id, userID, as: Self.user)
  }

  /// A user who is not deactivated.
  func activeUser(id userID: String) throws -> User? {
    try tx.first(
      "SELECT \(Self.userColumns) FROM users u WHERE u.tenant_id = ? AND u.id = ? AND u.is_active = 1", id, userID,
      as: Self.user)
  }

  /// Whether the tenant has this active user.
  func hasActiveUser(id userID: String) throws -> Bool {
    try tx.exists("SELECT 1 FROM users WHERE tenant_id = ? AND id = ? AND is_active = 1", id, userID)
  }

  /// The id of whoever has an address.
  func userID(email: EmailAddress) throws -> String? {
    try tx.first("SELECT id FROM users WHERE tenant_id = ? AND email_normalized = ?", id, email.normalized) {
      try $0.text(0)
    }
  }

  /// The address that makes a user unique; nil for a user without one.
  func normalizedEmail(ofUser userID: String) throws -> String? {
    try tx.first("SELECT email_normalized FROM users WHERE tenant_id = ? AND id = ?", id, userID) {
      try $0.optionalText(0)
    } ?? nil
  }

  /// Whether somebody has this address, or one that looks the same.
  func isEmailTaken(_ email: EmailAddress) throws -> Bool {
    let skeleton = email.skeleton
    return try tx.exists(
      "SELECT 1 FROM users WHERE tenant_id = ? AND (email_normalized IN (?, ?) OR email_skeleton = ?)", id,
      email.normalized, skeleton, skeleton)
  }

  /// The user who may get a mail of this purpose: an active one with this address and, for a verification,
  /// one who has not verified it yet.
  func mailRecipient(email: String, of purpose: MailedToken.Purpose) throws -> MailRecipient? {
    let condition = purpose == .emailVerification ? "AND u.is_email_verified = 0" : ""
    return try tx.first(
      """
      SELECT u.id, u.email, CASE WHEN u.is_locale_chosen = 1 THEN u.locale END, u.return_to FROM users u
      WHERE u.tenant_id = ? AND u.email_normalized = ? AND u.is_active = 1 \(condition)
      """, id, email
    ) { row in
      MailRecipient(
        id: try row.text(0), email: try row.optionalText(1) ?? "", locale: try row.optionalText(2),
        returnTo: try row.optionalText(3))
    }
  }

  /// Stores a user.
  /// - Throws: ``AuthError/emailTaken``.
  func insert(_ new: NewUser) throws {
    guard try !isEmailTaken(new.email) else { throw AuthError.emailTaken }
    let skeleton = new.email.skeleton
    let inserted = try tx.execute(
      """
      INSERT INTO users (tenant_id, id, sub, email, email_normalized, email_skeleton, is_email_verified, display_name,
        locale, is_locale_chosen, status, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, email_normalized) DO NOTHING
      """, id, new.id, new.id, new.email.display, new.email.normalized,
      skeleton == new.email.normalized ? nil : skeleton, new.isEmailVerified, new.displayName,
      new.locale ?? LocaleTag.standard, new.locale != nil, new.isPending ? "pending" : "active", new.createdAt,
      new.createdAt)
    guard inserted > 0 else { throw AuthError.emailTaken }
    guard let passwordHash = new.passwordHash else { return }
    try tx.execute(
      """
      INSERT INTO accounts (tenant_id, id, user_id, provider_id, account_id, password_hash, created_at, updated_at)
      VALUES (?, ?, ?, 'credential', ?, ?, ?, ?)
      """, id, new.accountID, new.id, new.id, passwordHash, new.createdAt, new.createdAt)
  }

  /// Keeps the page that a user registered from, for mails that are asked for later.
  func setReturnURL(_ url: ReturnURL, of userID: String) throws {
    try tx.execute("UPDATE users SET return_to = ? WHERE tenant_id = ? AND id = ?", url.text, id, userID)
  }

  /// Counts a user's address as verified; tokens that would do so are void.
  func markEmailVerified(of userID: String, at now: Timestamp) throws {
    try tx.execute(
      """
      UPDATE users SET is_email_verified = 1, status = CASE WHEN status = 'pending' THEN 'active' ELSE status END,
        updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, now, id, userID)
    try voidMailedTokens(of: userID, .emailVerification)
  }

  static let userColumns = "u.id, u.email, u.display_name, u.avatar_url, u.is_active, u.status, u.created_at"

  static func user(_ row: any Row) throws -> User {
    User(
      id: try row.text(0), email: try row.optionalText(1) ?? "", displayName: try row.optionalText(2),
      avatarURL: try row.optionalText(3), isActive: try row.bool(4), isPending: try row.text(5) == "pending",
      createdAt: try row.time(6))
  }
}
