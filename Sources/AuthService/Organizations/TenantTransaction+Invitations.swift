import Runtime
import Storage

/// Invitations to organizations, by the hash of their token.
extension TenantTransaction {
  private static let invitationColumns = """
    i.id, i.organization_id, i.email, i.email_normalized, i.role, i.status, i.return_to, i.invited_by, i.expires_at,
    i.created_at
    """

  private static let invitationDetailsSelection = """
    SELECT \(invitationColumns), o.name, o.logo_url, u.display_name
    FROM invitations i
    JOIN organizations o ON o.tenant_id = i.tenant_id AND o.id = i.organization_id
    LEFT JOIN users u ON u.tenant_id = i.tenant_id AND u.id = i.invited_by
    """

  private static func invitation(_ row: any Row) throws -> Invitation {
    guard let status = InvitationStatus(rawValue: try row.text(5)) else {
      throw StorageError.unexpectedType("invitations.status")
    }
    return Invitation(
      id: try row.text(0), organizationID: try row.text(1), email: try row.text(2), emailNormalized: try row.text(3),
      role: try organizationRole(row, 4), storedStatus: status, returnTo: try row.optionalText(6),
      invitedBy: try row.text(7), expiresAt: try row.time(8), createdAt: try row.time(9))
  }

  private static func invitationDetails(_ row: any Row) throws -> InvitationDetails {
    InvitationDetails(
      invitation: try invitation(row), organizationName: try row.text(10),
      organizationLogoURL: try row.optionalText(11), inviterName: try row.optionalText(12))
  }

  /// An invitation of whatever organization.
  /// - Throws: ``InvitationError/notFound``.
  func invitation(_ invitationID: String) throws -> Invitation {
    let found = try tx.first(
      "SELECT \(Self.invitationColumns) FROM invitations i WHERE i.tenant_id = ? AND i.id = ?", id, invitationID,
      as: Self.invitation)
    guard let found else { throw InvitationError.notFound }
    return found
  }

  /// The token's invitation, in whatever state.
  /// - Throws: ``InvitationError/notFound``.
  func invitationDetails(tokenHash: [UInt8]) throws -> InvitationDetails {
    let found = try tx.first(
      "\(Self.invitationDetailsSelection) WHERE i.tenant_id = ? AND i.token_hash = ?", id, tokenHash,
      as: Self.invitationDetails)
    guard let found else { throw InvitationError.notFound }
    return found
  }

  /// The unanswered invitations of an organization, newest first.
  func unansweredInvitations(of organizationID: String) throws -> [Invitation] {
    try tx.all(
      """
      SELECT \(Self.invitationColumns) FROM invitations i
      WHERE i.tenant_id = ? AND i.organization_id = ? AND i.status = 'pending' ORDER BY i.created_at DESC, i.id DESC
      """, id, organizationID, as: Self.invitation)
  }

  /// The open invitations of an e-mail, newest first.
  func openInvitations(of email: EmailAddress, at now: Timestamp) throws -> [InvitationDetails] {
    try tx.all(
      """
      \(Self.invitationDetailsSelection)
      WHERE i.tenant_id = ? AND i.email_normalized = ? AND i.status = 'pending' AND i.expires_at > ?
      ORDER BY i.created_at DESC, i.id DESC
      """, id, email.normalized, now, as: Self.invitationDetails)
  }

  /// Makes room for a new invitation of the e-mail where the one before has run out.
  func retireExpiredInvitation(of email: EmailAddress, to organizationID: String, at now: Timestamp) throws {
    try tx.execute(
      """
      UPDATE invitations SET status = 'expired', updated_at = ?
      WHERE tenant_id = ? AND organization_id = ? AND email_normalized = ? AND status = 'pending' AND expires_at <= ?
      """, now, id, organizationID, email.normalized, now)
  }

  /// Adds an invitation; false when one is open for its e-mail.
  func insert(_ invitation: Invitation, _ token: InvitationToken) throws -> Bool {
    let inserted = try tx.execute(
      """
      INSERT INTO invitations (tenant_id, id, organization_id, email, email_normalized, role, status, token_hash,
        return_to, invited_by, expires_at, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, id, invitation.id, invitation.organizationID, invitation.email, invitation.emailNormalized,
      invitation.role.rawValue, token.hash, invitation.returnTo, invitation.invitedBy, invitation.expiresAt,
      invitation.createdAt, invitation.createdAt)
    return inserted > 0
  }

  /// Puts a new token in the place of an invitation's old one.
  func renew(_ invitation: Invitation, _ token: InvitationToken, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE invitations SET token_hash = ?, expires_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
      token.hash, invitation.expiresAt, now, id, invitation.id)
  }

  /// Writes down what became of an invitation.
  func answer(
    _ invitation: Invitation, _ status: InvitationStatus, by userID: String? = nil, at now: Timestamp
  ) throws {
    try tx.execute(
      "UPDATE invitations SET status = ?, accepted_by = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
      status.rawValue, userID, now, id, invitation.id)
  }

  /// Leaves an invitation's message in the outbox. Messages of one invitation leave in their order, so that the
  /// newest token comes last.
  func enqueue(
    _ mail: InvitationStore.Mail, of invitation: Invitation, _ token: InvitationToken, at now: Timestamp
  ) throws {
    let details = try invitationDetails(tokenHash: token.hash)
    let locale = try tx.first(
      "SELECT locale FROM users WHERE tenant_id = ? AND email_normalized = ? AND is_locale_chosen = 1", id,
      invitation.emailNormalized
    ) { try $0.text(0) }
    try enqueue(QueuedEmail(id: token.messageID, mail(details, locale)), aggregate: invitation.id, at: now)
  }

}
