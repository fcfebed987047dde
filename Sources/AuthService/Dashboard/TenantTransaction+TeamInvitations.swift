import Storage

/// Invitations to the team. A row is an invitation that waits for an answer; accepting or cancelling
/// deletes it.
extension TenantTransaction {
  static let teamInvitationColumns = "i.id, i.tenant_id, i.email, i.role, i.invited_by, i.created_at, i.expires_at"

  static func teamInvitation(_ row: any Row) throws -> TeamInvitation {
    guard let role = AdminRole(rawValue: try row.text(3)) else {
      throw StorageError.unexpectedType("admin_invitations.role")
    }
    return TeamInvitation(
      id: try row.text(0), tenantID: try row.text(1), email: try row.text(2), role: role,
      invitedBy: try row.optionalText(4), createdAt: try row.time(5), expiresAt: try row.time(6))
  }

  /// - Throws: ``DashboardError/invitationNotFound``.
  func teamInvitation(_ invitationID: String) throws -> TeamInvitation {
    let found = try tx.first(
      "SELECT \(Self.teamInvitationColumns) FROM admin_invitations i WHERE i.tenant_id = ? AND i.id = ?", id,
      invitationID, as: Self.teamInvitation)
    guard let found else { throw DashboardError.invitationNotFound }
    return found
  }

  /// A page of the invitations that wait, newest first.
  func teamInvitations(_ request: PageRequest) throws -> ListPage<TeamInvitation> {
    try page(
      Self.teamInvitationColumns, from: "admin_invitations i WHERE i.tenant_id = ?", [id.sqlValue],
      order: "i.created_at DESC, i.id DESC", request, as: Self.teamInvitation)
  }

  /// Adds an invitation; false when one waits for its e-mail.
  func insert(_ invitation: TeamInvitation, email: EmailAddress, _ token: InvitationToken) throws -> Bool {
    try tx.execute(
      """
      INSERT INTO admin_invitations (tenant_id, id, email, email_normalized, role, token_hash, invited_by,
        created_at, updated_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, email_normalized) DO NOTHING
      """, id, invitation.id, invitation.email, email.normalized, invitation.role.rawValue, token.hash,
      invitation.invitedBy, invitation.createdAt, invitation.createdAt, invitation.expiresAt) > 0
  }

  /// Puts a new token in the place of an invitation's old one.
  func renew(_ invitation: TeamInvitation, _ token: InvitationToken, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE admin_invitations SET token_hash = ?, expires_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
      token.hash, invitation.expiresAt, now, id, invitation.id)
  }

  func deleteTeamInvitation(_ invitationID: String) throws {
    try tx.execute("DELETE FROM admin_invitations WHERE tenant_id = ? AND id = ?", id, invitationID)
  }
}
