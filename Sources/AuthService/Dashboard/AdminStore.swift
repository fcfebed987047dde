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
    try await database.read { tx in
      try tx.first(
        "\(TenantTransaction.adminCredentialsSelection) AND a.email_normalized = ?", email,
        as: TenantTransaction.adminCredentials)
    }
  }

  /// An admin with the password's hash.
  func credentials(tenantID: String, id: String) async throws -> Credentials? {
    try await database.read(tenant: tenantID) { tenant in try tenant.adminCredentials(id) }
  }

  /// Stores an admin unless the e-mail is known; false when it was.
  func insertUnlessKnown(_ new: NewAdmin, audit: AuditEntry) async throws -> Bool {
    try await database.write(tenant: new.tenantID) { tenant in
      guard try tenant.insert(new) else { return false }
      try tenant.append(audit)
      return true
    }
  }

  /// Replaces an outdated hash of the same password, unless the password was changed meanwhile.
  func rehash(_ admin: DashboardAdmin, from old: String, to new: String, at now: Timestamp) async throws {
    _ = try await database.write(tenant: admin.tenantID) { tenant in
      try tenant.replacePasswordHash(old, with: new, ofAdmin: admin.id, at: now)
    }
  }

  /// Replaces a password that was checked: every session but one ends, and a notice is on its way.
  /// - Parameter old: the hash that was checked.
  /// - Throws: ``DashboardError/passwordChangedMeanwhile``.
  func changePassword(
    of admin: DashboardAdmin, from old: String, to new: String, keeping sessionID: String?, messageID: String,
    audit: AuditEntry, at now: Timestamp
  ) async throws {
    let asked = Call.currentLanguage
    try await database.write(tenant: admin.tenantID) { tenant in
      guard try tenant.replacePasswordHash(old, with: new, ofAdmin: admin.id, at: now) else {
        throw DashboardError.passwordChangedMeanwhile
      }
      try tenant.notifyOfPasswordChange(admin, messageID: messageID, asked: asked, at: now)
      try tenant.forgetPasswordReset(ofAdmin: admin.id)
      try tenant.endAdminSessions(of: admin.id, except: sessionID, at: now)
      try tenant.append(audit)
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
    try await database.write(tenant: reset.admin.tenantID) { tenant in
      let isNew = try Inbox.claim(
        tenant.tx, consumer: AdminResetRequest.topic, messageID: requestID, at: reset.createdAt)
      guard isNew else { return }
      try tenant.insert(reset)
      try tenant.enqueue(message, aggregate: reset.admin.id, at: reset.createdAt)
      try tenant.append(audit)
    }
  }

  /// The admin that a token belongs to, if it is valid. The token is a secret of its own, so no tenant is
  /// asked for: it names the tenant.
  func admin(resetHash: [UInt8], at now: Timestamp) async throws -> DashboardAdmin? {
    try await database.read { tx in try Self.admin(tx, resetHash: resetHash, at: now) }
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
      let tenant = TenantTransaction(admin.tenantID, tx)
      try tenant.setPasswordHash(passwordHash, ofAdmin: admin.id, at: now)
      try tenant.notifyOfPasswordChange(admin, messageID: messageID, asked: asked, at: now)
      try tenant.forgetPasswordReset(ofAdmin: admin.id)
      try tenant.endAdminSessions(of: admin.id, at: now)
      try tenant.append(audit(admin))
    }
    signal.wake()
  }

  private static func admin(
    _ tx: any Transaction, resetHash: [UInt8], at now: Timestamp
  ) throws -> DashboardAdmin? {
    try tx.first(
      """
      SELECT \(TenantTransaction.adminColumns) FROM admin_password_resets r
      JOIN tenant_admins a ON a.tenant_id = r.tenant_id AND a.id = r.admin_id
      JOIN tenants t ON t.id = a.tenant_id
      WHERE r.token_hash = ? AND r.expires_at > ? AND a.is_active = 1 AND t.status = 'active'
      """, resetHash, now
    ) { try TenantTransaction.admin($0) }
  }
}
