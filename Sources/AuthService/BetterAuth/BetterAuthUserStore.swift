import Storage

/// Users as Better Auth sees them: the same rows as ``UserStore``'s.
struct BetterAuthUserStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  func user(tenantID: String, id: String) async throws -> BetterAuthUser? {
    try await database.read { tx in try Self.user(tx, tenantID: tenantID, id: id) }
  }

  /// A user by normalised e-mail.
  func user(tenantID: String, email: String) async throws -> BetterAuthUser? {
    try await database.read { tx in
      try tx.first(
        "SELECT \(Self.columns) FROM users u WHERE u.tenant_id = ? AND u.email_normalized = ?", tenantID, email,
        as: Self.user)
    }
  }

  /// Stores a user without a password.
  /// - Throws: ``BetterAuthError/userExists``, ``AuthError/emailTaken``, ``AuthError/tenantNotFound``.
  func create(
    _ new: NewBetterAuthUser, id: String, accountID: String, tenantID: String, by context: AuditContext
  ) async throws -> BetterAuthUser {
    let createdAt = new.createdAt ?? context.at
    return try await database.write { tx in
      guard try Self.user(tx, tenantID: tenantID, id: id) == nil else { throw BetterAuthError.userExists }
      let mustVerify = try tx.first("SELECT email_verification_required FROM tenants WHERE id = ?", tenantID) {
        try $0.bool(0)
      }
      guard let mustVerify else { throw AuthError.tenantNotFound }
      try UserStore.insert(
        tx,
        NewUser(
          id: id, tenantID: tenantID, email: new.email, displayName: new.name, locale: nil,
          isEmailVerified: new.isEmailVerified, isPending: mustVerify && !new.isEmailVerified, accountID: accountID,
          passwordHash: nil, createdAt: createdAt))
      try tx.execute(
        "UPDATE users SET avatar_url = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", new.image,
        new.updatedAt ?? createdAt, tenantID, id)
      try AuditLog.append(tx, context.entry("user.create", ofUser: id))
      return BetterAuthUser(
        id: id, name: new.name ?? "", email: new.email.display, isEmailVerified: new.isEmailVerified,
        image: new.image, createdAt: createdAt, updatedAt: new.updatedAt ?? createdAt)
    }
  }

  /// Changes a user.
  /// - Returns: the user as it was and as it is.
  /// - Throws: ``AuthError/userNotFound``, ``AuthError/emailTaken``.
  func update(
    _ change: BetterAuthUserChange, id: String, tenantID: String, by context: AuditContext
  ) async throws -> (before: BetterAuthUser, after: BetterAuthUser) {
    try await database.write { tx in
      guard let before = try Self.user(tx, tenantID: tenantID, id: id) else { throw AuthError.userNotFound }
      var after = before
      if let name = change.name { after.name = name }
      if let email = change.email { after.email = email.display }
      if let isVerified = change.isEmailVerified { after.isEmailVerified = isVerified }
      after.image = change.image.applied(to: before.image)
      after.updatedAt = change.updatedAt ?? context.at
      try Self.store(tx, after, tenantID: tenantID)
      if let email = change.email { try Self.setEmail(tx, email, of: id, tenantID: tenantID) }
      if change.isEmailVerified == true, !before.isEmailVerified {
        try UserStore.markVerified(tx, tenantID: tenantID, userID: id, at: after.updatedAt)
      }
      try AuditLog.append(tx, context.entry("user.update", ofUser: id, ["fields": change.fields]))
      return (before, after)
    }
  }

  private static func store(_ tx: any Transaction, _ user: BetterAuthUser, tenantID: String) throws {
    try tx.execute(
      """
      UPDATE users SET display_name = ?, is_email_verified = ?, avatar_url = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, user.name.isEmpty ? nil : user.name, user.isEmailVerified, user.image, user.updatedAt, tenantID, user.id)
  }

  /// - Throws: ``AuthError/emailTaken``, also for an address that only looks like another user's.
  private static func setEmail(_ tx: any Transaction, _ email: EmailAddress, of id: String, tenantID: String) throws {
    let skeleton = email.skeleton
    let isTaken = try tx.exists(
      """
      SELECT 1 FROM users WHERE tenant_id = ? AND id <> ? AND (email_normalized IN (?, ?) OR email_skeleton = ?)
      """, tenantID, id, email.normalized, skeleton, skeleton)
    guard !isTaken else { throw AuthError.emailTaken }
    try tx.execute(
      "UPDATE users SET email = ?, email_normalized = ?, email_skeleton = ? WHERE tenant_id = ? AND id = ?",
      email.display, email.normalized, skeleton == email.normalized ? nil : skeleton, tenantID, id)
  }

  static let columns = """
    u.id, u.display_name, u.email, u.is_email_verified, u.avatar_url, u.created_at, u.updated_at
    """

  static func user(_ row: any Row) throws -> BetterAuthUser {
    BetterAuthUser(
      id: try row.text(0), name: try row.optionalText(1) ?? "", email: try row.optionalText(2),
      isEmailVerified: try row.bool(3), image: try row.optionalText(4), createdAt: try row.time(5),
      updatedAt: try row.time(6))
  }

  static func user(_ tx: any Transaction, tenantID: String, id: String) throws -> BetterAuthUser? {
    try tx.first(
      "SELECT \(columns) FROM users u WHERE u.tenant_id = ? AND u.id = ?", tenantID, id, as: user)
  }
}
