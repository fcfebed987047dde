import Storage

/// Users as Better Auth sees them: the same rows as ``UserStore``'s.
extension TenantTransaction {
  private static let betterAuthUserColumns =
    "u.id, u.display_name, u.email, u.is_email_verified, u.avatar_url, u.created_at, u.updated_at"

  private static func betterAuthUser(_ row: any Row) throws -> BetterAuthUser {
    BetterAuthUser(
      id: try row.text(0), name: try row.optionalText(1) ?? "", email: try row.optionalText(2),
      isEmailVerified: try row.bool(3), image: try row.optionalText(4), createdAt: try row.time(5),
      updatedAt: try row.time(6))
  }

  func betterAuthUser(_ userID: String) throws -> BetterAuthUser? {
    try tx.first(
      "SELECT \(Self.betterAuthUserColumns) FROM users u WHERE u.tenant_id = ? AND u.id = ?", id, userID,
      as: Self.betterAuthUser)
  }

  /// - Parameter email: normalised.
  func betterAuthUser(email: String) throws -> BetterAuthUser? {
    try tx.first(
      "SELECT \(Self.betterAuthUserColumns) FROM users u WHERE u.tenant_id = ? AND u.email_normalized = ?", id, email,
      as: Self.betterAuthUser)
  }

  /// Whether users must verify their e-mail before they log in.
  /// - Throws: ``AuthError/tenantNotFound``.
  func requiresEmailVerification() throws -> Bool {
    let required = try tx.first("SELECT email_verification_required FROM tenants WHERE id = ?", id) {
      try $0.bool(0)
    }
    guard let required else { throw AuthError.tenantNotFound }
    return required
  }

  /// Writes what a user's creator said besides what every user has.
  func setImage(_ image: String?, ofUser userID: String, updatedAt: Timestamp) throws {
    try tx.execute(
      "UPDATE users SET avatar_url = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", image, updatedAt, id, userID)
  }

  /// Writes a user's changes, all but the e-mail.
  func save(_ user: BetterAuthUser) throws {
    try tx.execute(
      """
      UPDATE users SET display_name = ?, is_email_verified = ?, avatar_url = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, user.name.isEmpty ? nil : user.name, user.isEmailVerified, user.image, user.updatedAt, id, user.id)
  }

  /// - Throws: ``AuthError/emailTaken``, also for an address that only looks like another user's.
  func setEmail(_ email: EmailAddress, ofUser userID: String) throws {
    let skeleton = email.skeleton
    let isTaken = try tx.exists(
      """
      SELECT 1 FROM users WHERE tenant_id = ? AND id <> ? AND (email_normalized IN (?, ?) OR email_skeleton = ?)
      """, id, userID, email.normalized, skeleton, skeleton)
    guard !isTaken else { throw AuthError.emailTaken }
    try tx.execute(
      "UPDATE users SET email = ?, email_normalized = ?, email_skeleton = ? WHERE tenant_id = ? AND id = ?",
      email.display, email.normalized, skeleton == email.normalized ? nil : skeleton, id, userID)
  }

  /// Deletes a user with accounts, sessions and memberships, which go with it, and with what was mailed to it or
  /// is kept by Better Auth under its id or address.
  func delete(_ user: BetterAuthUser) throws {
    let identifiers = MailedToken.Purpose.allCases.map { $0.identifier(userID: user.id) } + [user.email ?? ""]
    try tx.execute(
      "DELETE FROM verifications WHERE tenant_id = ? AND (value = ? OR identifier IN (\(identifiers.placeholders)))",
      [id.sqlValue, user.id.sqlValue] + identifiers.map(\.sqlValue))
    try tx.execute("DELETE FROM users WHERE tenant_id = ? AND id = ?", id, user.id)
  }
}
