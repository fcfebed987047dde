import Runtime
import Storage

/// Invitations to organizations, by the hash of their token.
struct InvitationStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// Makes the message of an invitation.
  /// - Parameter locale: what the invited person, if known, has chosen.
  typealias Mail = @Sendable (_ details: InvitationDetails, _ locale: String?) -> OutgoingEmail

  /// Stores an invitation and its message.
  /// - Throws: ``OrganizationError``, ``InvitationError/alreadyMember``,
  ///   ``InvitationError/alreadyPending``, ``InvitationError/roleNotCovered``.
  func insert(
    _ input: InvitationInput, id: String, token: InvitationToken, by call: MemberCall, mail: @escaping Mail
  ) async throws -> Invitation {
    let invitation = Invitation(
      id: id, organizationID: call.organizationID, email: input.email.display, emailNormalized: input.email.normalized,
      role: input.role, storedStatus: .pending, returnTo: input.returnTo?.text, invitedBy: call.userID,
      expiresAt: call.at.adding(Invitation.lifetime), createdAt: call.at)
    return try await database.write { tx in
      let actor = try MembershipStore.require(.membersManage, tx, call)
      guard actor.role.covers(input.role) else { throw InvitationError.roleNotCovered }
      guard try !Self.isMember(tx, input.email, call) else { throw InvitationError.alreadyMember }
      try Self.retireExpired(tx, input.email, call)
      guard try Self.insert(tx, invitation, token, call) else { throw InvitationError.alreadyPending }
      try Self.enqueue(tx, mail, invitation, token, tenantID: call.tenantID, at: call.at)
      try AuditLog.append(
        tx, call.entry("invitation.create", "invitation", id, ["role": input.role.rawValue]))
      return invitation
    }
  }

  /// The unanswered invitations of the call's organization, newest first.
  /// - Throws: ``OrganizationError``.
  func unanswered(_ call: MemberCall) async throws -> [Invitation] {
    try await database.read { tx in
      _ = try MembershipStore.require(.membersManage, tx, call)
      return try tx.all(
        """
        SELECT \(Self.columns) FROM invitations i
        WHERE i.tenant_id = ? AND i.organization_id = ? AND i.status = 'pending' ORDER BY i.created_at DESC, i.id DESC
        """, call.tenantID, call.organizationID, as: Self.invitation)
    }
  }

  /// Replaces the token of an unanswered invitation, and mails the new one.
  /// - Throws: ``OrganizationError``, ``InvitationError/notFound``, ``InvitationError/notPending(_:)``.
  func resend(
    id: String, token: InvitationToken, by call: MemberCall, mail: @escaping Mail
  ) async throws -> Invitation {
    try await database.write { tx in
      var invitation = try Self.unanswered(tx, id: id, call)
      invitation.expiresAt = call.at.adding(Invitation.lifetime)
      try tx.execute(
        "UPDATE invitations SET token_hash = ?, expires_at = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
        token.hash, invitation.expiresAt, call.at, call.tenantID, id)
      try Self.enqueue(tx, mail, invitation, token, tenantID: call.tenantID, at: call.at)
      try AuditLog.append(tx, call.entry("invitation.resend", "invitation", id))
      return invitation
    }
  }

  /// Takes an unanswered invitation back.
  /// - Throws: ``OrganizationError``, ``InvitationError/notFound``, ``InvitationError/notPending(_:)``.
  func cancel(id: String, by call: MemberCall) async throws {
    try await database.write { tx in
      let invitation = try Self.unanswered(tx, id: id, call)
      try Self.answer(tx, invitation, .cancelled, tenantID: call.tenantID, at: call.at)
      try AuditLog.append(tx, call.entry("invitation.cancel", "invitation", id))
    }
  }

  /// The unanswered invitations of an organization, newest first, for operators.
  /// - Throws: ``OrganizationError/organizationNotFound``.
  func unanswered(organizationID: String, tenantID: String) async throws -> [Invitation] {
    try await database.read { tx in
      _ = try OrganizationStore.organization(tx, tenantID: tenantID, id: organizationID)
      return try tx.all(
        """
        SELECT \(Self.columns) FROM invitations i
        WHERE i.tenant_id = ? AND i.organization_id = ? AND i.status = 'pending' ORDER BY i.created_at DESC, i.id DESC
        """, tenantID, organizationID, as: Self.invitation)
    }
  }

  /// Takes an unanswered invitation back on an operator's word.
  /// - Parameter audit: names the invitation as the target.
  /// - Throws: ``InvitationError/notFound``, ``InvitationError/notPending(_:)``.
  func cancel(audit: AuditEntry) async throws {
    try await database.write { tx in
      let found = try tx.first(
        "SELECT \(Self.columns) FROM invitations i WHERE i.tenant_id = ? AND i.id = ?", audit.tenantID, audit.targetID,
        as: Self.invitation)
      guard let found else { throw InvitationError.notFound }
      try found.checkUnanswered()
      try Self.answer(tx, found, .cancelled, tenantID: audit.tenantID, at: audit.at)
      try AuditLog.append(tx, audit.about(found))
    }
  }

  /// Makes a user a member through the token's invitation; of any number of calls one succeeds.
  /// - Parameter audit: names the action; its target becomes the invitation.
  /// - Throws: ``InvitationError``, ``AuthError/userNotFound``.
  func accept(tokenHash: [UInt8], userID: String, audit: AuditEntry) async throws -> OrganizationMembership {
    let tenantID = audit.tenantID
    let membership = try await database.write { tx in
      let invitation = try Self.details(tx, tenantID: tenantID, tokenHash: tokenHash).invitation
      try invitation.checkAcceptance(email: Self.email(tx, tenantID: tenantID, userID: userID), at: audit.at)
      let organizationID = invitation.organizationID
      let isMember = try tx.exists(
        "SELECT 1 FROM memberships WHERE tenant_id = ? AND organization_id = ? AND user_id = ?", tenantID,
        organizationID, userID)
      guard !isMember else { throw InvitationError.alreadyMember }
      try Self.answer(tx, invitation, .accepted, by: userID, tenantID: tenantID, at: audit.at)
      try MembershipStore.insert(
        tx, tenantID: tenantID, organizationID: organizationID, userID: userID, role: invitation.role, at: audit.at)
      try AuditLog.append(tx, audit.about(invitation))
      return OrganizationMembership(
        organization: try OrganizationStore.organization(tx, tenantID: tenantID, id: organizationID),
        role: invitation.role)
    }
    signal.wake()
    return membership
  }

  /// Declines the token's invitation.
  /// - Throws: ``InvitationError/notFound``, ``InvitationError/notPending(_:)``.
  func reject(tokenHash: [UInt8], audit: AuditEntry) async throws {
    try await database.write { tx in
      let invitation = try Self.details(tx, tenantID: audit.tenantID, tokenHash: tokenHash).invitation
      try invitation.checkUnanswered()
      try Self.answer(tx, invitation, .rejected, tenantID: audit.tenantID, at: audit.at)
      try AuditLog.append(tx, audit.about(invitation))
    }
  }

  /// The token's invitation, in whatever state.
  /// - Throws: ``InvitationError/notFound``.
  func details(tenantID: String, tokenHash: [UInt8]) async throws -> InvitationDetails {
    try await database.read { try Self.details($0, tenantID: tenantID, tokenHash: tokenHash) }
  }

  /// The active tenant that a token's invitation belongs to: the token is a secret of its own, so it alone says
  /// whose it is.
  func tenantID(tokenHash: [UInt8]) async throws -> String? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT t.id FROM invitations i JOIN tenants t ON t.id = i.tenant_id
        WHERE i.token_hash = ? AND t.status = 'active'
        """, tokenHash
      ) { try $0.text(0) }
    }
  }

  /// The open invitations of an e-mail, newest first.
  func open(tenantID: String, email: EmailAddress, at now: Timestamp) async throws -> [InvitationDetails] {
    try await database.read { tx in
      try tx.all(
        """
        \(Self.detailed)
        WHERE i.tenant_id = ? AND i.email_normalized = ? AND i.status = 'pending' AND i.expires_at > ?
        ORDER BY i.created_at DESC, i.id DESC
        """, tenantID, email.normalized, now, as: Self.details)
    }
  }

  /// Deletes what was answered, or ran out without an answer, before a moment.
  func prune(before limit: Timestamp) async throws {
    _ = try await database.write { tx in
      try tx.execute(
        """
        DELETE FROM invitations
        WHERE status = 'pending' AND expires_at < ? OR status <> 'pending' AND updated_at < ?
        """, limit, limit)
    }
  }
}
