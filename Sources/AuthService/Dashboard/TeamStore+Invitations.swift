import Storage

/// Who is invited to the team.
extension TeamStore {
  /// A page of the invitations that wait, newest first.
  func invitations(tenantID: String, _ request: PageRequest) async throws -> ListPage<TeamInvitation> {
    try await database.read(tenant: tenantID) { tenant in try tenant.teamInvitations(request) }
  }

  /// Stores an invitation with the message that carries its token.
  /// - Throws: ``DashboardError/alreadyTeamMember``, ``DashboardError/invitationPending``.
  func invite(
    _ invitation: TeamInvitation, email: EmailAddress, token: InvitationToken, message: OutgoingEmail,
    audit: AuditEntry
  ) async throws {
    try await database.write(tenant: invitation.tenantID) { tenant in
      guard try !tenant.hasAdmin(email) else { throw DashboardError.alreadyTeamMember }
      guard try tenant.insert(invitation, email: email, token) else { throw DashboardError.invitationPending }
      try tenant.enqueue(QueuedEmail(id: token.messageID, message), aggregate: invitation.id, at: invitation.createdAt)
      try tenant.append(audit)
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
    try await database.write(tenant: tenantID) { tenant in
      var invitation = try tenant.teamInvitation(id)
      try check(invitation)
      invitation.expiresAt = now.adding(TeamInvitation.lifetime)
      try tenant.renew(invitation, token, at: now)
      try tenant.enqueue(QueuedEmail(id: token.messageID, message(invitation)), aggregate: id, at: now)
      try tenant.append(audit)
      return invitation
    }
  }

  /// Takes an invitation back.
  /// - Parameter check: looks at the invitation, and throws when it may not be cancelled.
  /// - Throws: ``DashboardError/invitationNotFound``, what `check` throws.
  func cancel(
    tenantID: String, id: String, check: @escaping @Sendable (TeamInvitation) throws -> Void, audit: AuditEntry
  ) async throws {
    try await database.write(tenant: tenantID) { tenant in
      try check(try tenant.teamInvitation(id))
      try tenant.deleteTeamInvitation(id)
      try tenant.append(audit)
    }
  }

  /// The invitation that a token belongs to, if it is valid. The token is a secret of its own, so no tenant
  /// is asked for: it names the tenant.
  func invitation(tokenHash: [UInt8], at now: Timestamp) async throws -> TeamInvitation? {
    try await database.read { tx in try Self.invitation(tx, tokenHash: tokenHash, at: now) }
  }

  /// Uses an invitation up: of any number of racers one joins. The new member's first session is stored in
  /// the same transaction.
  /// - Throws: ``DashboardError/invalidInvitation``, ``DashboardError/emailTaken``.
  func accept(
    tokenHash: [UInt8], as new: NewAdmin, session: LoginSession, refreshHash: [UInt8], device: Device,
    audit: AuditEntry
  ) async throws {
    try await database.write(tenant: new.tenantID) { tenant in
      guard let invitation = try Self.invitation(tenant.tx, tokenHash: tokenHash, at: new.createdAt),
        invitation.tenantID == tenant.id, invitation.role == new.role
      else { throw DashboardError.invalidInvitation }
      guard try tenant.insert(new) else { throw DashboardError.emailTaken }
      try tenant.deleteTeamInvitation(invitation.id)
      try tenant.insertAdminSession(session, refreshHash: refreshHash, device: device)
      _ = try tenant.noteAdminLogin(new.id, at: new.createdAt)
      try tenant.append(audit)
    }
  }

  /// Deletes invitations that ran out before a moment.
  func pruneInvitations(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM admin_invitations WHERE expires_at < ?", limit) }
  }

  private static func invitation(
    _ tx: any Transaction, tokenHash: [UInt8], at now: Timestamp
  ) throws -> TeamInvitation? {
    try tx.first(
      """
      SELECT \(TenantTransaction.teamInvitationColumns) FROM admin_invitations i JOIN tenants t ON t.id = i.tenant_id
      WHERE i.token_hash = ? AND i.expires_at > ? AND t.status = 'active'
      """, tokenHash, now, as: TenantTransaction.teamInvitation)
  }
}
