import Storage

/// Invitations to the team. A row is an invitation that waits for an answer; accepting or cancelling
/// deletes it.
extension TeamStore {
  /// A page of the invitations that wait, newest first.
  func invitations(tenantID: String, _ request: PageRequest) async throws -> ListPage<TeamInvitation> {
    try await database.read { tx in
      try tx.page(
        Self.invitationColumns, from: "admin_invitations i WHERE i.tenant_id = ?", [tenantID.sqlValue],
        order: "i.created_at DESC, i.id DESC", request, as: Self.invitation)
    }
  }

  /// Stores an invitation with the message that carries its token.
  /// - Throws: ``DashboardError/alreadyTeamMember``, ``DashboardError/invitationPending``.
  func invite(
    _ invitation: TeamInvitation, normalizedEmail: String, token: InvitationToken, message: OutgoingEmail,
    audit: AuditEntry
  ) async throws {
    try await database.write { tx in
      let isMember = try tx.exists(
        "SELECT 1 FROM tenant_admins WHERE tenant_id = ? AND email_normalized = ?", invitation.tenantID,
        normalizedEmail)
      guard !isMember else { throw DashboardError.alreadyTeamMember }
      let inserted = try tx.execute(
        """
        INSERT INTO admin_invitations (tenant_id, id, email, email_normalized, role, token_hash, invited_by,
          created_at, updated_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, email_normalized) DO NOTHING
        """, invitation.tenantID, invitation.id, invitation.email, normalizedEmail, invitation.role.rawValue,
        token.hash, invitation.invitedBy, invitation.createdAt, invitation.createdAt, invitation.expiresAt)
      guard inserted > 0 else { throw DashboardError.invitationPending }
      try QueuedEmail(id: token.messageID, message)
        .enqueue(tx, tenantID: invitation.tenantID, aggregate: invitation.id, at: invitation.createdAt)
      try AuditLog.append(tx, audit)
    }
  }

  /// Puts a new token in the place of the old one and mails it.
  /// - Parameters:
  ///   - check: looks at the invitation, and throws when it may not be resent.
  ///   - message: the mail for the invitation.
  /// - Throws: ``DashboardError/invitationNotFound``, what `check` throws.
  func resend(
    tenantID: String, id: String, token: InvitationToken, at now: Timestamp,
    check: @escaping @Sendable (TeamInvitation) throws -> Void,
    message: @escaping @Sendable (TeamInvitation) -> OutgoingEmail, audit: AuditEntry
  ) async throws -> TeamInvitation {
    try await database.write { tx in
      var invitation = try Self.invitation(tx, tenantID: tenantID, id: id)
      try check(invitation)
      invitation.expiresAt = now.adding(TeamInvitation.lifetime)
      try tx.execute(
        """
        UPDATE admin_invitations SET token_hash = ?, expires_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ?
        """, token.hash, invitation.expiresAt, now, tenantID, id)
      try QueuedEmail(id: token.messageID, message(invitation))
        .enqueue(tx, tenantID: tenantID, aggregate: id, at: now)
      try AuditLog.append(tx, audit)
      return invitation
    }
  }

  /// Takes an invitation back.
  /// - Parameter check: looks at the invitation, and throws when it may not be cancelled.
  /// - Throws: ``DashboardError/invitationNotFound``, what `check` throws.
  func cancel(
    tenantID: String, id: String, check: @escaping @Sendable (TeamInvitation) throws -> Void, audit: AuditEntry
  ) async throws {
    try await database.write { tx in
      try check(try Self.invitation(tx, tenantID: tenantID, id: id))
      try tx.execute("DELETE FROM admin_invitations WHERE tenant_id = ? AND id = ?", tenantID, id)
      try AuditLog.append(tx, audit)
    }
  }

  /// The invitation that a token belongs to, if it is valid. The token is a secret of its own, so no tenant
  /// is asked for: it names the tenant.
  func invitation(tokenHash: [UInt8], at now: Timestamp) async throws -> TeamInvitation? {
    try await database.read { try Self.invitation($0, tokenHash: tokenHash, at: now) }
  }

  /// Uses an invitation up: of any number of racers one joins. The new member's first session is stored in
  /// the same transaction.
  /// - Throws: ``DashboardError/invalidInvitation``, ``DashboardError/emailTaken``.
  func accept(
    tokenHash: [UInt8], as new: NewAdmin, session: LoginSession, refreshHash: [UInt8], device: Device,
    audit: AuditEntry
  ) async throws {
    try await database.write { tx in
      guard let invitation = try Self.invitation(tx, tokenHash: tokenHash, at: new.createdAt),
        invitation.tenantID == new.tenantID, invitation.role == new.role
      else { throw DashboardError.invalidInvitation }
      guard try AdminStore.insert(tx, new) else { throw DashboardError.emailTaken }
      try tx.execute(
        "DELETE FROM admin_invitations WHERE tenant_id = ? AND id = ?", invitation.tenantID, invitation.id)
      try AdminSessionStore.insert(tx, session, refreshHash: refreshHash, device: device)
      try tx.execute(
        "UPDATE tenant_admins SET last_login_at = ? WHERE tenant_id = ? AND id = ?", new.createdAt, new.tenantID,
        new.id)
      try AuditLog.append(tx, audit)
    }
  }

  /// Deletes invitations that ran out before a moment.
  func pruneInvitations(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM admin_invitations WHERE expires_at < ?", limit) }
  }

  // MARK: In the caller's transaction

  private static func invitation(_ tx: any Transaction, tenantID: String, id: String) throws -> TeamInvitation {
    let found = try tx.first(
      "SELECT \(invitationColumns) FROM admin_invitations i WHERE i.tenant_id = ? AND i.id = ?", tenantID, id,
      as: invitation)
    guard let found else { throw DashboardError.invitationNotFound }
    return found
  }

  private static func invitation(
    _ tx: any Transaction, tokenHash: [UInt8], at now: Timestamp
  ) throws -> TeamInvitation? {
    try tx.first(
      """
      SELECT \(invitationColumns) FROM admin_invitations i JOIN tenants t ON t.id = i.tenant_id
      WHERE i.token_hash = ? AND i.expires_at > ? AND t.status = 'active'
      """, tokenHash, now, as: invitation)
  }

  private static let invitationColumns =
    "i.id, i.tenant_id, i.email, i.role, i.invited_by, i.created_at, i.expires_at"

  private static func invitation(_ row: any Row) throws -> TeamInvitation {
    guard let role = AdminRole(rawValue: try row.text(3)) else {
      throw StorageError.unexpectedType("admin_invitations.role")
    }
    return TeamInvitation(
      id: try row.text(0), tenantID: try row.text(1), email: try row.text(2), role: role,
      invitedBy: try row.optionalText(4), createdAt: try row.time(5), expiresAt: try row.time(6))
  }
}
