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
        """, tenantID, email
      ) { Credentials(user: try Self.user($0), passwordHash: try $0.optionalText(7)) }
    }
  }

  func isTaken(tenantID: String, email: EmailAddress) async throws -> Bool {
    try await database.read { tx in
      try tx.exists("SELECT 1 FROM users WHERE tenant_id = ? AND email_normalized = ?", tenantID, email.normalized)
    }
  }

  /// Stores a user and, in the same transaction, the first session or the verification mail.
  /// - Throws: ``AuthError/emailTaken``.
  func insert(_ new: NewUser, session: NewSession? = nil, verification: PendingVerification? = nil) async throws {
    try await database.write { tx in
      try Self.insert(tx, new)
      if let session { try SessionStore.insert(tx, session) }
      if let verification { try verification.insert(tx, for: new) }
    }
  }

  /// Stores a session and, where the old hash is outdated, the new one.
  func logIn(_ session: NewSession, rehashed: (old: String, new: String)?) async throws {
    let login = session.session
    try await database.write { [old = rehashed?.old, new = rehashed?.new] tx in
      try SessionStore.insert(tx, session)
      guard let old, let new else { return }
      // Only over the hash that was checked: a password changed meanwhile stays changed.
      try tx.execute(
        """
        UPDATE accounts SET password_hash = ?, updated_at = ?
        WHERE tenant_id = ? AND provider_id = 'credential' AND account_id = ? AND password_hash = ?
        """, new, login.createdAt, login.tenantID, login.userID, old)
    }
  }

  /// - Throws: ``AuthError/userNotFound``.
  func markEmailVerified(tenantID: String, email: EmailAddress, at now: Timestamp) async throws {
    try await database.write { tx in
      let changed = try tx.execute(
        """
        UPDATE users SET is_email_verified = 1, status = 'active', updated_at = ?
        WHERE tenant_id = ? AND email_normalized = ?
        """, now, tenantID, email.normalized)
      guard changed > 0 else { throw AuthError.userNotFound }
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

  private static func insert(_ tx: any Transaction, _ new: NewUser) throws {
    let inserted = try tx.execute(
      """
      INSERT INTO users (tenant_id, id, sub, email, email_normalized, is_email_verified, display_name, locale,
        status, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, email_normalized) DO NOTHING
      """, new.tenantID, new.id, new.id, new.email.display, new.email.normalized, new.isEmailVerified,
      new.displayName, new.locale, new.isPending ? "pending" : "active", new.createdAt, new.createdAt)
    guard inserted > 0 else { throw AuthError.emailTaken }
    try tx.execute(
      """
      INSERT INTO accounts (tenant_id, id, user_id, provider_id, account_id, password_hash, created_at, updated_at)
      VALUES (?, ?, ?, 'credential', ?, ?, ?, ?)
      """, new.tenantID, new.accountID, new.id, new.id, new.passwordHash, new.createdAt, new.createdAt)
  }
}
