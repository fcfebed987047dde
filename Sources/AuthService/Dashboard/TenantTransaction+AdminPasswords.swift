import Runtime
import Storage

/// The passwords of dashboard admins, and the tokens that replace forgotten ones.
extension TenantTransaction {
  /// Of active admins of active tenants; conditions follow.
  static let adminCredentialsSelection = """
    SELECT \(adminColumns), a.password_hash FROM tenant_admins a JOIN tenants t ON t.id = a.tenant_id
    WHERE a.is_active = 1 AND t.status = 'active'
    """

  static func adminCredentials(_ row: any Row) throws -> AdminStore.Credentials {
    AdminStore.Credentials(admin: try admin(row), passwordHash: try row.text(7))
  }

  func adminCredentials(_ adminID: String) throws -> AdminStore.Credentials? {
    try tx.first(
      "\(Self.adminCredentialsSelection) AND a.tenant_id = ? AND a.id = ?", id, adminID, as: Self.adminCredentials)
  }

  /// Replaces a hash; false when it is not the stored one any more.
  func replacePasswordHash(
    _ old: String, with new: String, ofAdmin adminID: String, at now: Timestamp
  ) throws -> Bool {
    try tx.execute(
      """
      UPDATE tenant_admins SET password_hash = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ? AND password_hash = ?
      """, new, now, id, adminID, old) > 0
  }

  func setPasswordHash(_ hash: String, ofAdmin adminID: String, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE tenant_admins SET password_hash = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", hash, now, id,
      adminID)
  }

  /// Stores a token in place of any earlier one of its admin.
  func insert(_ reset: AdminPasswordReset) throws {
    try tx.execute(
      """
      INSERT INTO admin_password_resets (tenant_id, admin_id, token_hash, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, admin_id) DO UPDATE SET token_hash = excluded.token_hash,
        created_at = excluded.created_at, expires_at = excluded.expires_at
      """, id, reset.admin.id, reset.tokenHash, reset.createdAt, reset.expiresAt)
  }

  /// Voids what stood for an admin's old password.
  func forgetPasswordReset(ofAdmin adminID: String) throws {
    try tx.execute("DELETE FROM admin_password_resets WHERE tenant_id = ? AND admin_id = ?", id, adminID)
    try deleteLoginChallenges(of: .admin(adminID, of: id))
  }

  /// Tells the owner of an account what may not have been their doing.
  func notifyOfPasswordChange(
    _ admin: DashboardAdmin, messageID: String, asked: Language?, at now: Timestamp
  ) throws {
    guard let address = EmailAddress(admin.email) else { return }
    let language = try mailLanguageOfTeam(asked: asked)
    let mail = try QueuedEmail(id: messageID, .adminPasswordChanged(to: address, in: language))
    try enqueue(mail, aggregate: admin.id, at: now)
  }
}
