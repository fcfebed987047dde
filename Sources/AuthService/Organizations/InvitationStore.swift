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
    let organizationID = call.organizationID
    let invitation = Invitation(
      id: id, organizationID: organizationID, email: input.email.display, emailNormalized: input.email.normalized,
      role: input.role, storedStatus: .pending, returnTo: input.returnTo?.text, invitedBy: call.userID,
      expiresAt: call.at.adding(Invitation.lifetime), createdAt: call.at)
    return try await database.write(tenant: call.tenantID) { tenant in
      let actor = try tenant.require(.membersManage, call)
      guard actor.role.covers(input.role) else { throw InvitationError.roleNotCovered }
      guard try !tenant.isMember(input.email, of: organizationID) else { throw InvitationError.alreadyMember }
      try tenant.retireExpiredInvitation(of: input.email, to: organizationID, at: call.at)
      guard try tenant.insert(invitation, token) else { throw InvitationError.alreadyPending }
      try tenant.enqueue(mail, of: invitation, token, at: call.at)
      try tenant.append(call.entry("invitation.create", "invitation", id, ["role": input.role.rawValue]))
      return invitation
    }
  }

  /// The unanswered invitations of the call's organization, newest first.
  /// - Throws: ``OrganizationError``.
  func unanswered(_ call: MemberCall) async throws -> [Invitation] {
    try await database.read(tenant: call.tenantID) { tenant in
      try tenant.require(.membersManage, call)
      return try tenant.unansweredInvitations(of: call.organizationID)
    }
  }

  /// Replaces the token of an unanswered invitation, and mails the new one.
  /// - Throws: ``OrganizationError``, ``InvitationError/notFound``, ``InvitationError/notPending(_:)``.
  func resend(
    id: String, token: InvitationToken, by call: MemberCall, mail: @escaping Mail
  ) async throws -> Invitation {
    try await database.write(tenant: call.tenantID) { tenant in
      var invitation = try Self.unanswered(id, call, tenant)
      invitation.expiresAt = call.at.adding(Invitation.lifetime)
      try tenant.renew(invitation, token, at: call.at)
      try tenant.enqueue(mail, of: invitation, token, at: call.at)
      try tenant.append(call.entry("invitation.resend", "invitation", id))
      return invitation
    }
  }

  /// Takes an unanswered invitation back.
  /// - Throws: ``OrganizationError``, ``InvitationError/notFound``, ``InvitationError/notPending(_:)``.
  func cancel(id: String, by call: MemberCall) async throws {
    try await database.write(tenant: call.tenantID) { tenant in
      try tenant.answer(Self.unanswered(id, call, tenant), .cancelled, at: call.at)
      try tenant.append(call.entry("invitation.cancel", "invitation", id))
    }
  }

  /// The unanswered invitations of an organization, newest first, for operators.
  /// - Throws: ``OrganizationError/organizationNotFound``.
  func unanswered(organizationID: String, tenantID: String) async throws -> [Invitation] {
    try await database.read(tenant: tenantID) { tenant in
      try tenant.unansweredInvitations(of: try tenant.organization(organizationID).id)
    }
  }

  /// Takes an unanswered invitation back on an operator's word.
  /// - Parameter audit: names the invitation as the target.
  /// - Throws: ``InvitationError/notFound``, ``InvitationError/notPending(_:)``.
  func cancel(audit: AuditEntry) async throws {
    try await database.write(tenant: audit.tenantID) { tenant in
      let found = try tenant.invitation(audit.targetID)
      try found.checkUnanswered()
      try tenant.answer(found, .cancelled, at: audit.at)
      try tenant.append(audit.about(found))
    }
  }

  /// Makes a user a member through the token's invitation; of any number of calls one succeeds.
  /// - Parameter audit: names the action; its target becomes the invitation.
  /// - Throws: ``InvitationError``, ``AuthError/userNotFound``.
  func accept(tokenHash: [UInt8], userID: String, audit: AuditEntry) async throws -> OrganizationMembership {
    let membership = try await database.write(tenant: audit.tenantID) { tenant in
      let invitation = try tenant.invitationDetails(tokenHash: tokenHash).invitation
      guard try tenant.hasActiveUser(id: userID) else { throw AuthError.userNotFound }
      try invitation.checkAcceptance(email: tenant.normalizedEmail(ofUser: userID), at: audit.at)
      let organizationID = invitation.organizationID
      guard try tenant.membership(of: userID, in: organizationID) == nil else { throw InvitationError.alreadyMember }
      try tenant.answer(invitation, .accepted, by: userID, at: audit.at)
      try tenant.insertMembership(of: userID, in: organizationID, as: invitation.role, at: audit.at)
      try tenant.append(audit.about(invitation))
      return OrganizationMembership(organization: try tenant.organization(organizationID), role: invitation.role)
    }
    signal.wake()
    return membership
  }

  /// Declines the token's invitation.
  /// - Throws: ``InvitationError/notFound``, ``InvitationError/notPending(_:)``.
  func reject(tokenHash: [UInt8], audit: AuditEntry) async throws {
    try await database.write(tenant: audit.tenantID) { tenant in
      let invitation = try tenant.invitationDetails(tokenHash: tokenHash).invitation
      try invitation.checkUnanswered()
      try tenant.answer(invitation, .rejected, at: audit.at)
      try tenant.append(audit.about(invitation))
    }
  }

  /// The token's invitation, in whatever state.
  /// - Throws: ``InvitationError/notFound``.
  func details(tenantID: String, tokenHash: [UInt8]) async throws -> InvitationDetails {
    try await database.read(tenant: tenantID) { tenant in try tenant.invitationDetails(tokenHash: tokenHash) }
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
    try await database.read(tenant: tenantID) { tenant in try tenant.openInvitations(of: email, at: now) }
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

  /// An unanswered invitation of the call's organization, for a user who may manage members.
  private static func unanswered(_ id: String, _ call: MemberCall, _ tenant: TenantTransaction) throws -> Invitation {
    try tenant.require(.membersManage, call)
    let found = try tenant.invitation(id)
    guard found.organizationID == call.organizationID else { throw InvitationError.notFound }
    try found.checkUnanswered()
    return found
  }
}
