import Storage

/// End users, their passwords and what belongs to their registration.
struct UserStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// What a login needs to know.
  struct Credentials: Sendable {
    var user: User
    /// Nil for a user without a password.
    var passwordHash: String?
  }

  /// A user of the tenant.
  func user(tenantID: String, id: String) async throws -> User? {
    try await database.read { tx in
      try tx.first(
        "SELECT \(Self.columns) FROM users u WHERE u.tenant_id = ? AND u.id = ?", tenantID, id, as: Self.user)
    }
  }

  /// A user with the password's hash, by normalised e-mail.
  func credentials(tenantID: String, email: String) async throws -> Credentials? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT \(Self.columns), a.password_hash
        FROM users u
        LEFT JOIN accounts a ON a.tenant_id = u.tenant_id AND a.provider_id = 'credential' AND a.account_id = u.id
        WHERE u.tenant_id = ? AND u.email_normalized = ?
        """, tenantID, email, as: Self.credentials)
    }
  }

  /// Whether somebody has this address, or one that looks the same.
  func isTaken(tenantID: String, email: EmailAddress) async throws -> Bool {
    try await database.read { tx in try Self.isTaken(tx, tenantID: tenantID, email: email) }
  }

  /// Stores a user.
  /// - Throws: ``AuthError/emailTaken``.
  func insert(_ new: NewUser, audit: AuditEntry? = nil) async throws {
    try await database.write { tx in
      try Self.insert(tx, new)
      if let audit { try AuditLog.append(tx, audit) }
    }
  }

  /// Stores a user who must verify the address first, and the mail that asks for it.
  /// - Parameter returnTo: where the link leads, kept for mails that are asked for later.
  /// - Throws: ``AuthError/emailTaken``.
  func insert(
    _ new: NewUser, audit: AuditEntry, token: MailedToken, returnTo: ReturnURL?, in mail: QueuedEmail
  ) async throws {
    try await database.write { tx in
      try Self.insert(tx, new)
      if let returnTo {
        try tx.execute(
          "UPDATE users SET return_to = ? WHERE tenant_id = ? AND id = ?", returnTo.text, new.tenantID, new.id)
      }
      try AuditLog.append(tx, audit)
      try MailedTokenStore.issue(tx, token)
      try mail.enqueue(tx, tenantID: new.tenantID, aggregate: new.id, at: new.createdAt)
    }
  }

  /// Counts an address as verified without a mail.
  /// - Throws: ``AuthError/userNotFound``.
  func markEmailVerified(tenantID: String, email: EmailAddress, at now: Timestamp) async throws {
    try await database.write { tx in
      let userID = try tx.first(
        "SELECT id FROM users WHERE tenant_id = ? AND email_normalized = ?", tenantID, email.normalized
      ) { try $0.text(0) }
      guard let userID else { throw AuthError.userNotFound }
      try Self.markVerified(tx, tenantID: tenantID, userID: userID, at: now)
    }
  }

  /// Ends a user's sessions, and with `deactivate` refuses further logins.
  /// - Throws: ``AuthError/userNotFound``.
  func endSessions(tenantID: String, userID: String, deactivate: Bool, at now: Timestamp) async throws {
    try await database.write { tx in
      guard try Self.exists(tx, tenantID: tenantID, id: userID) else { throw AuthError.userNotFound }
      if deactivate {
        try tx.execute(
          "UPDATE users SET is_active = 0, updated_at = ? WHERE tenant_id = ? AND id = ?", now, tenantID, userID)
      }
      try SessionStore.endAll(tx, tenantID: tenantID, userID: userID, at: now)
    }
    signal.wake()
  }

  /// Stores a session in the caller's transaction.
  /// - Throws: ``AuthError/accountDeactivated`` for a user who was deactivated, or deleted, meanwhile.
  static func logIn(_ tx: any Transaction, _ session: NewSession, audit: AuditEntry) throws {
    guard try exists(tx, tenantID: session.session.tenantID, id: session.session.userID) else {
      throw AuthError.accountDeactivated
    }
    try SessionStore.insert(tx, session)
    try AuditLog.append(tx, audit)
  }

  /// Whether the tenant has this active user.
  static func exists(_ tx: any Transaction, tenantID: String, id: String) throws -> Bool {
    try tx.exists("SELECT 1 FROM users WHERE tenant_id = ? AND id = ? AND is_active = 1", tenantID, id)
  }

  static let columns = "u.id, u.email, u.display_name, u.avatar_url, u.is_active, u.status, u.created_at"

  static func user(_ row: any Row) throws -> User {
    User(
      id: try row.text(0), email: try row.optionalText(1) ?? "", displayName: try row.optionalText(2),
      avatarURL: try row.optionalText(3), isActive: try row.bool(4), isPending: try row.text(5) == "pending",
      createdAt: try row.time(6))
  }

  static func credentials(_ row: any Row) throws -> Credentials {
    Credentials(user: try user(row), passwordHash: try row.optionalText(7))
  }

  /// Stores a user in the caller's transaction.
  /// - Throws: ``AuthError/emailTaken``.
  static func insert(_ tx: any Transaction, _ new: NewUser) throws {
    guard try !isTaken(tx, tenantID: new.tenantID, email: new.email) else { throw AuthError.emailTaken }
    let skeleton = new.email.skeleton
    let inserted = try tx.execute(
      """
      INSERT INTO users (tenant_id, id, sub, email, email_normalized, email_skeleton, is_email_verified, display_name,
        locale, is_locale_chosen, status, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, email_normalized) DO NOTHING
      """, new.tenantID, new.id, new.id, new.email.display, new.email.normalized,
      skeleton == new.email.normalized ? nil : skeleton, new.isEmailVerified, new.displayName,
      new.locale ?? LocaleTag.standard, new.locale != nil,
      new.isPending ? "pending" : "active", new.createdAt, new.createdAt)
    guard inserted > 0 else { throw AuthError.emailTaken }
    guard let passwordHash = new.passwordHash else { return }
    try tx.execute(
      """
      INSERT INTO accounts (tenant_id, id, user_id, provider_id, account_id, password_hash, created_at, updated_at)
      VALUES (?, ?, ?, 'credential', ?, ?, ?, ?)
      """, new.tenantID, new.accountID, new.id, new.id, passwordHash, new.createdAt, new.createdAt)
  }

  /// Whether somebody has this address, or one that looks the same.
  static func isTaken(_ tx: any Transaction, tenantID: String, email: EmailAddress) throws -> Bool {
    let skeleton = email.skeleton
    return try tx.exists(
      "SELECT 1 FROM users WHERE tenant_id = ? AND (email_normalized IN (?, ?) OR email_skeleton = ?)", tenantID,
      email.normalized, skeleton, skeleton)
  }
}
