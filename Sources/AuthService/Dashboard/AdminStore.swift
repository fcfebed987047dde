import Foundation
import Runtime
import Storage

/// Dashboard admins and their passwords. Their sessions are in ``AdminSessionStore``, the team around them
/// in ``TeamStore``.
struct AdminStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// What a login needs to know.
  struct Credentials: Sendable {
    var admin: DashboardAdmin
    var passwordHash: String
  }

  /// An admin of an active tenant with the password's hash, by normalised e-mail: unique across tenants.
  func credentials(email: String) async throws -> Credentials? {
    try await credentials("a.email_normalized = ?", [email.sqlValue])
  }

  /// An admin with the password's hash.
  func credentials(tenantID: String, id: String) async throws -> Credentials? {
    try await credentials("a.tenant_id = ? AND a.id = ?", [tenantID.sqlValue, id.sqlValue])
  }

  /// Stores an admin unless the e-mail is known; false when it was.
  func insertUnlessKnown(_ new: NewAdmin, audit: AuditEntry) async throws -> Bool {
    try await database.write { tx in
      guard try Self.insert(tx, new) else { return false }
      try AuditLog.append(tx, audit)
      return true
    }
  }

  /// Replaces an outdated hash of the same password, unless the password was changed meanwhile.
  func rehash(_ admin: DashboardAdmin, from old: String, to new: String, at now: Timestamp) async throws {
    _ = try await database.write { try Self.replaceHash($0, of: admin, from: old, to: new, at: now) }
  }

  /// Replaces a password that was checked: every session but one ends, and a notice is on its way.
  /// - Parameter old: the hash that was checked.
  /// - Throws: ``DashboardError/passwordChangedMeanwhile``.
  func changePassword(
    of admin: DashboardAdmin, from old: String, to new: String, keeping sessionID: String?, messageID: String,
    audit: AuditEntry, at now: Timestamp
  ) async throws {
    let asked = Call.currentLanguage
    try await database.write { tx in
      guard try Self.replaceHash(tx, of: admin, from: old, to: new, at: now) else {
        throw DashboardError.passwordChangedMeanwhile
      }
      try Self.notify(tx, admin, messageID: messageID, asked: asked, at: now)
      try Self.forgetReset(tx, admin)
      try AdminSessionStore.endAll(
        tx, tenantID: admin.tenantID, adminID: admin.id, except: sessionID, at: now)
      try AuditLog.append(tx, audit)
    }
    signal.wake()
  }

  // MARK: Forgotten passwords

  /// Leaves a request in the outbox. Which tenant it is about is not known yet.
  func enqueue(_ request: AdminResetRequest, id: String, at now: Timestamp) async throws {
    let payload = [UInt8](try JSONEncoder().encode(request))
    try await database.write { tx in
      try Outbox.enqueue(
        tx, id: id, tenantID: Caller.defaultTenantID, topic: AdminResetRequest.topic, aggregate: request.email,
        payload: payload, at: now)
    }
  }

  /// Stores a token in place of any earlier one, with the message that carries it, once for each request.
  /// - Parameter requestID: the id of the request's message.
  func startReset(
    _ reset: AdminPasswordReset, in message: QueuedEmail, answering requestID: String, audit: AuditEntry
  ) async throws {
    try await database.write { tx in
      let isNew = try Inbox.claim(
        tx, consumer: AdminResetRequest.topic, messageID: requestID, at: reset.createdAt)
      guard isNew else { return }
      try tx.execute(
        """
        INSERT INTO admin_password_resets (tenant_id, admin_id, token_hash, created_at, expires_at)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (tenant_id, admin_id) DO UPDATE SET token_hash = excluded.token_hash,
          created_at = excluded.created_at, expires_at = excluded.expires_at
        """, reset.admin.tenantID, reset.admin.id, reset.tokenHash, reset.createdAt, reset.expiresAt)
      try message.enqueue(
        tx, tenantID: reset.admin.tenantID, aggregate: reset.admin.id, at: reset.createdAt)
      try AuditLog.append(tx, audit)
    }
  }

  /// The admin that a token belongs to, if it is valid. The token is a secret of its own, so no tenant is
  /// asked for: it names the tenant.
  func admin(resetHash: [UInt8], at now: Timestamp) async throws -> DashboardAdmin? {
    try await database.read { try Self.admin($0, resetHash: resetHash, at: now) }
  }

  /// Uses a token up: sets the password and ends every session.
  /// - Throws: ``DashboardError/invalidResetToken``.
  func reset(
    tokenHash: [UInt8], passwordHash: String, messageID: String, at now: Timestamp,
    audit: @escaping @Sendable (DashboardAdmin) -> AuditEntry
  ) async throws {
    let asked = Call.currentLanguage
    try await database.write { tx in
      guard let admin = try Self.admin(tx, resetHash: tokenHash, at: now) else {
        throw DashboardError.invalidResetToken
      }
      try tx.execute(
        "UPDATE tenant_admins SET password_hash = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", passwordHash,
        now, admin.tenantID, admin.id)
      try Self.notify(tx, admin, messageID: messageID, asked: asked, at: now)
      try Self.forgetReset(tx, admin)
      try AdminSessionStore.endAll(tx, tenantID: admin.tenantID, adminID: admin.id, at: now)
      try AuditLog.append(tx, audit(admin))
    }
    signal.wake()
  }

  // MARK: In the caller's transaction

  /// Stores an admin unless the e-mail is known; false when it was.
  static func insert(_ tx: any Transaction, _ new: NewAdmin) throws -> Bool {
    try tx.execute(
      """
      INSERT INTO tenant_admins (tenant_id, id, email, email_normalized, display_name, password_hash, role,
        created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (email_normalized) DO NOTHING
      """, new.tenantID, new.id, new.email.display, new.email.normalized, new.displayName, new.passwordHash,
      new.role.rawValue, new.createdAt, new.createdAt) > 0
  }

  static let columns = "a.id, a.tenant_id, a.email, a.display_name, a.role, a.created_at, a.last_login_at"

  /// - Parameter first: where ``columns`` begin in the row.
  static func admin(_ row: any Row, at first: Int = 0) throws -> DashboardAdmin {
    guard let role = AdminRole(rawValue: try row.text(first + 4)) else {
      throw StorageError.unexpectedType("tenant_admins.role")
    }
    return DashboardAdmin(
      id: try row.text(first), tenantID: try row.text(first + 1), email: try row.text(first + 2),
      displayName: try row.optionalText(first + 3), role: role, createdAt: try row.time(first + 5),
      lastLoginAt: try row.optionalTime(first + 6))
  }

  private static func admin(
    _ tx: any Transaction, resetHash: [UInt8], at now: Timestamp
  ) throws -> DashboardAdmin? {
    try tx.first(
      """
      SELECT \(columns) FROM admin_password_resets r
      JOIN tenant_admins a ON a.tenant_id = r.tenant_id AND a.id = r.admin_id
      JOIN tenants t ON t.id = a.tenant_id
      WHERE r.token_hash = ? AND r.expires_at > ? AND a.is_active = 1 AND t.status = 'active'
      """, resetHash, now
    ) { try admin($0) }
  }

  private static func replaceHash(
    _ tx: any Transaction, of admin: DashboardAdmin, from old: String, to new: String, at now: Timestamp
  ) throws -> Bool {
    try tx.execute(
      """
      UPDATE tenant_admins SET password_hash = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ? AND password_hash = ?
      """, new, now, admin.tenantID, admin.id, old) > 0
  }

  /// Tells the owner of an account what may not have been their doing.
  private static func notify(
    _ tx: any Transaction, _ admin: DashboardAdmin, messageID: String, asked: Language?, at now: Timestamp
  ) throws {
    guard let address = EmailAddress(admin.email) else { return }
    let language = try MailLanguages.adminLanguage(tx, tenantID: admin.tenantID, asked: asked)
    try QueuedEmail(id: messageID, .adminPasswordChanged(to: address, in: language))
      .enqueue(tx, tenantID: admin.tenantID, aggregate: admin.id, at: now)
  }

  /// Voids what stood for the old password.
  private static func forgetReset(_ tx: any Transaction, _ admin: DashboardAdmin) throws {
    try tx.execute(
      "DELETE FROM admin_password_resets WHERE tenant_id = ? AND admin_id = ?", admin.tenantID, admin.id)
    try LoginChallengeStore.endAll(tx, of: .admin(admin.id, of: admin.tenantID))
  }

  private func credentials(_ condition: String, _ arguments: [SQLValue]) async throws -> Credentials? {
    try await database.read { tx in
      try tx.all(
        """
        SELECT \(Self.columns), a.password_hash FROM tenant_admins a JOIN tenants t ON t.id = a.tenant_id
        WHERE \(condition) AND a.is_active = 1 AND t.status = 'active'
        """, values: arguments
      ) { Credentials(admin: try Self.admin($0), passwordHash: try $0.text(7)) }.first
    }
  }
}
