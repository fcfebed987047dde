import Runtime
import Storage

/// A tenant's users as its administrators, and the users themselves, see and change them.
struct UserDirectory: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// - Throws: ``AuthError/userNotFound``.
  func user(tenantID: String, id: String) async throws -> UserDetails {
    try await database.read { try Self.user($0, tenantID: tenantID, id: id) }
  }

  /// A page of users, oldest first.
  func page(_ request: PageRequest, tenantID: String, includeInactive: Bool) async throws -> ListPage<UserDetails> {
    try await database.read { tx in
      try tx.page(
        Self.columns, from: "users u WHERE u.tenant_id = ? AND (u.is_active = 1 OR ? = 1)",
        [tenantID.sqlValue, includeInactive.sqlValue], order: "u.created_at, u.id", request, as: Self.user)
    }
  }

  func stats(tenantID: String) async throws -> UserStats {
    let stats = try await database.read { tx in
      try tx.first(
        "SELECT COUNT(*), COUNT(CASE WHEN is_active = 1 THEN 1 END) FROM users WHERE tenant_id = ?", tenantID
      ) { UserStats(total: try $0.int(0), active: try $0.int(1)) }
    }
    return stats ?? UserStats(total: 0, active: 0)
  }

  /// Stores a user who has no password.
  /// - Throws: ``UserDirectoryError/subTaken``, ``AuthError/emailTaken``.
  func insert(_ new: NewUserDetails, id: String, audit: AuditEntry) async throws -> UserDetails {
    try await database.write { tx in
      let isKnown = try tx.exists("SELECT 1 FROM users WHERE tenant_id = ? AND sub = ?", audit.tenantID, new.sub)
      guard !isKnown else { throw UserDirectoryError.subTaken }
      if let email = new.email, try UserStore.isTaken(tx, tenantID: audit.tenantID, email: email) {
        throw AuthError.emailTaken
      }
      try Self.insert(tx, new, id: id, tenantID: audit.tenantID, at: audit.at)
      try AuditLog.append(tx, audit)
      return try Self.user(tx, tenantID: audit.tenantID, id: id)
    }
  }

  /// - Throws: ``AuthError/userNotFound``.
  func update(_ update: ProfileUpdate, id: String, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tx, user in
      let changed = update.applied(to: user)
      try tx.execute(
        """
        UPDATE users SET display_name = ?, avatar_url = ?, locale = ?,
          is_locale_chosen = CASE WHEN ? = 1 THEN 1 ELSE is_locale_chosen END
        WHERE tenant_id = ? AND id = ?
        """, changed.displayName, changed.avatarURL, changed.locale, update.locale != nil, audit.tenantID, id)
    }
  }

  /// Merges settings over those there are.
  /// - Throws: ``AuthError/userNotFound``, INVALID_ARGUMENT when they get too long.
  func mergeSettings(_ settings: SettingsObject, id: String, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tx, user in
      try tx.execute(
        "UPDATE users SET settings = ? WHERE tenant_id = ? AND id = ?",
        try user.settings.merging(settings.json).text, audit.tenantID, id)
    }
  }

  /// Refuses further logins and ends every session.
  /// - Parameter isOwnRequest: whether it is the user who asks; then others' organizations stay with an owner.
  ///   Operators must be able to lock anybody out: they learn from the audit log what has no owner any more.
  /// - Throws: ``AuthError/userNotFound``, ``UserDirectoryError/lastOwner(organizationID:)``.
  @discardableResult
  func deactivate(id: String, isOwnRequest: Bool = false, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tx, user in
      let orphans =
        user.isActive ? try MembershipStore.leftWithoutOwner(tx, byUser: id, tenantID: audit.tenantID) : []
      if isOwnRequest, let organizationID = orphans.first {
        throw UserDirectoryError.lastOwner(organizationID: organizationID)
      }
      for organizationID in orphans { try AuditLog.append(tx, audit.leavingWithoutOwner(organizationID)) }
      try tx.execute("UPDATE users SET is_active = 0 WHERE tenant_id = ? AND id = ?", audit.tenantID, id)
      try SessionStore.endAll(tx, tenantID: audit.tenantID, userID: id, at: audit.at)
      try Self.noteMemberships(tx, id, audit)
    }
  }

  /// Lets a user log in again.
  /// - Throws: ``AuthError/userNotFound``.
  func activate(id: String, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tx, _ in
      try tx.execute("UPDATE users SET is_active = 1 WHERE tenant_id = ? AND id = ?", audit.tenantID, id)
      try Self.noteMemberships(tx, id, audit)
    }
  }

  /// Changes a user of the audit entry's tenant, and notes when and by whom.
  func change(
    _ id: String, _ audit: AuditEntry, _ body: @escaping @Sendable (any Transaction, UserDetails) throws -> Void
  ) async throws -> UserDetails {
    let changed = try await database.write { tx in
      try body(tx, try Self.user(tx, tenantID: audit.tenantID, id: id))
      try tx.execute(
        "UPDATE users SET updated_at = ? WHERE tenant_id = ? AND id = ?", audit.at, audit.tenantID, id)
      try AuditLog.append(tx, audit)
      return try Self.user(tx, tenantID: audit.tenantID, id: id)
    }
    signal.wake()
    return changed
  }

  // MARK: In the caller's transaction

  private static func insert(
    _ tx: any Transaction, _ new: NewUserDetails, id: String, tenantID: String, at now: Timestamp
  ) throws {
    let skeleton = new.email.flatMap { $0.skeleton == $0.normalized ? nil : $0.skeleton }
    try tx.execute(
      """
      INSERT INTO users (tenant_id, id, sub, email, email_normalized, email_skeleton, is_email_verified, display_name,
        avatar_url, locale, is_locale_chosen, status, is_active, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, tenantID, id, new.sub, new.email?.display, new.email?.normalized, skeleton, new.isEmailVerified,
      new.displayName, new.avatarURL, new.locale ?? LocaleTag.standard, new.locale != nil, new.status.rawValue,
      new.isActive, now, now)
  }

  /// A deactivated user belongs nowhere, and gateways remember memberships until told otherwise.
  private static func noteMemberships(_ tx: any Transaction, _ id: String, _ audit: AuditEntry) throws {
    try RevocationStore.append(
      tx, tenantID: audit.tenantID, Revocation(kind: .membership, subjectID: id, at: audit.at))
  }

  private static func user(_ tx: any Transaction, tenantID: String, id: String) throws -> UserDetails {
    let found = try tx.first(
      "SELECT \(columns) FROM users u WHERE u.tenant_id = ? AND u.id = ?", tenantID, id, as: user)
    guard let found else { throw AuthError.userNotFound }
    return found
  }

  static let columns = """
    u.id, u.tenant_id, u.sub, u.email, u.display_name, u.avatar_url, u.locale, u.is_email_verified, u.status,
    u.is_active, u.default_organization_id, u.settings, u.created_at, u.updated_at
    """

  static func user(_ row: any Row) throws -> UserDetails {
    guard let status = UserStatus(rawValue: try row.text(8)) else { throw StorageError.unexpectedType("users.status") }
    return UserDetails(
      id: try row.text(0), tenantID: try row.text(1), sub: try row.text(2), email: try row.optionalText(3),
      displayName: try row.optionalText(4), avatarURL: try row.optionalText(5), locale: try row.text(6),
      isEmailVerified: try row.bool(7), status: status, isActive: try row.bool(9),
      defaultOrganizationID: try row.optionalText(10), settings: try SettingsObject(stored: row.text(11)),
      createdAt: try row.time(12), updatedAt: try row.time(13))
  }
}
