import Runtime
import Storage

/// In the caller's transaction.
extension InvitationStore {
  /// Whether a member, active or not, has the e-mail.
  static func isMember(_ tx: any Transaction, _ email: EmailAddress, _ call: MemberCall) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM memberships m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
      WHERE m.tenant_id = ? AND m.organization_id = ? AND u.email_normalized = ?
      """, call.tenantID, call.organizationID, email.normalized)
  }

  /// Makes room for a new invitation of the e-mail where the one before has run out.
  static func retireExpired(_ tx: any Transaction, _ email: EmailAddress, _ call: MemberCall) throws {
    try tx.execute(
      """
      UPDATE invitations SET status = 'expired', updated_at = ?
      WHERE tenant_id = ? AND organization_id = ? AND email_normalized = ? AND status = 'pending' AND expires_at <= ?
      """, call.at, call.tenantID, call.organizationID, email.normalized, call.at)
  }

  /// Adds an invitation; false when one is open for its e-mail.
  static func insert(
    _ tx: any Transaction, _ invitation: Invitation, _ token: InvitationToken, _ call: MemberCall
  ) throws -> Bool {
    let inserted = try tx.execute(
      """
      INSERT INTO invitations (tenant_id, id, organization_id, email, email_normalized, role, status, token_hash,
        return_to, invited_by, expires_at, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, call.tenantID, invitation.id, invitation.organizationID, invitation.email, invitation.emailNormalized,
      invitation.role.rawValue, token.hash, invitation.returnTo, invitation.invitedBy, invitation.expiresAt, call.at,
      call.at)
    return inserted > 0
  }

  /// An unanswered invitation of the call's organization, for a user who may manage members.
  static func unanswered(_ tx: any Transaction, id: String, _ call: MemberCall) throws -> Invitation {
    _ = try MembershipStore.require(.membersManage, tx, call)
    let found = try tx.first(
      "SELECT \(columns) FROM invitations i WHERE i.tenant_id = ? AND i.organization_id = ? AND i.id = ?",
      call.tenantID, call.organizationID, id, as: invitation)
    guard let found else { throw InvitationError.notFound }
    try found.checkUnanswered()
    return found
  }

  static func answer(
    _ tx: any Transaction, _ invitation: Invitation, _ status: InvitationStatus, by userID: String? = nil,
    tenantID: String, at now: Timestamp
  ) throws {
    try tx.execute(
      "UPDATE invitations SET status = ?, accepted_by = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
      status.rawValue, userID, now, tenantID, invitation.id)
  }

  static func details(_ tx: any Transaction, tenantID: String, tokenHash: [UInt8]) throws -> InvitationDetails {
    let found = try tx.first(
      "\(detailed) WHERE i.tenant_id = ? AND i.token_hash = ?", tenantID, tokenHash, as: details)
    guard let found else { throw InvitationError.notFound }
    return found
  }

  /// An active user's e-mail, normalised; nil for a user without one.
  /// - Throws: ``AuthError/userNotFound``.
  static func email(_ tx: any Transaction, tenantID: String, userID: String) throws -> String? {
    let found = try tx.first(
      "SELECT email_normalized FROM users WHERE tenant_id = ? AND id = ? AND is_active = 1", tenantID, userID
    ) { try $0.optionalText(0) }
    guard let found else { throw AuthError.userNotFound }
    return found
  }

  /// Messages of one invitation leave in their order, so that the newest token comes last.
  static func enqueue(
    _ tx: any Transaction, _ mail: Mail, _ invitation: Invitation, _ token: InvitationToken, tenantID: String,
    at now: Timestamp
  ) throws {
    let details = try details(tx, tenantID: tenantID, tokenHash: token.hash)
    let locale = try tx.first(
      "SELECT locale FROM users WHERE tenant_id = ? AND email_normalized = ? AND is_locale_chosen = 1", tenantID,
      invitation.emailNormalized
    ) { try $0.text(0) }
    try QueuedEmail(id: token.messageID, mail(details, locale)).enqueue(
      tx, tenantID: tenantID, aggregate: invitation.id, at: now)
  }

  static let columns = """
    i.id, i.organization_id, i.email, i.email_normalized, i.role, i.status, i.return_to, i.invited_by, i.expires_at,
    i.created_at
    """

  static let detailed = """
    SELECT \(columns), o.name, o.logo_url, u.display_name
    FROM invitations i
    JOIN organizations o ON o.tenant_id = i.tenant_id AND o.id = i.organization_id
    LEFT JOIN users u ON u.tenant_id = i.tenant_id AND u.id = i.invited_by
    """

  static func invitation(_ row: any Row) throws -> Invitation {
    guard let status = InvitationStatus(rawValue: try row.text(5)) else {
      throw StorageError.unexpectedType("invitations.status")
    }
    return Invitation(
      id: try row.text(0), organizationID: try row.text(1), email: try row.text(2), emailNormalized: try row.text(3),
      role: try MembershipStore.role(row, 4), storedStatus: status, returnTo: try row.optionalText(6),
      invitedBy: try row.text(7), expiresAt: try row.time(8), createdAt: try row.time(9))
  }

  static func details(_ row: any Row) throws -> InvitationDetails {
    InvitationDetails(
      invitation: try invitation(row), organizationName: try row.text(10),
      organizationLogoURL: try row.optionalText(11),
      inviterName: try row.optionalText(12))
  }
}

extension AuditEntry {
  /// With an invitation as the target, which only its token's look-up tells.
  func about(_ invitation: Invitation) -> AuditEntry {
    var entry = self
    entry.targetID = invitation.id
    entry.details["organization_id"] = invitation.organizationID
    return entry
  }
}
