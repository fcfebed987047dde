import Runtime
import Storage

extension AdminAccounts {
  /// Invites someone to the team.
  /// - Parameter inviter: nil for the command line.
  /// - Throws: ``DashboardError/alreadyTeamMember``, ``DashboardError/invitationPending``.
  func invite(
    _ new: NewTeamInvitation, to tenant: Tenant, by inviter: DashboardAdmin?, audit: (TeamInvitation) -> AuditEntry
  ) async throws -> TeamInvitation {
    let now = clock.now()
    let invitation = TeamInvitation(
      id: ids.next(), tenantID: tenant.id, email: new.email.display, role: new.role, invitedBy: inviter?.id,
      createdAt: now, expiresAt: now.adding(TeamInvitation.lifetime))
    let token = InvitationToken(token: SecretToken.random(), messageID: ids.next())
    let mail = mail(token, try await links.of(tenant.id))
    try await team.invite(
      invitation, email: new.email, token: token, message: mail(invitation), audit: audit(invitation))
    outboxFilled()
    return invitation
  }

  /// Mails an invitation again, with a new token.
  /// - Throws: ``DashboardError/invitationNotFound``, ``DashboardError/insufficientRole(_:)``.
  func resendInvitation(_ id: String, of tenant: Tenant, by call: AdminCall) async throws -> TeamInvitation {
    let token = InvitationToken(token: SecretToken.random(), messageID: ids.next())
    let mail = mail(token, try await links.of(tenant.id))
    let invitation = try await team.resend(
      tenantID: call.tenantID, id: id, token: token, at: call.at,
      check: { try call.requireAuthority(over: $0.role) },
      message: mail,
      audit: call.entry("admin_invitation.resend", "admin_invitation", id))
    outboxFilled()
    return invitation
  }

  private func mail(
    _ token: InvitationToken, _ links: TenantLinks
  ) -> @Sendable (TeamInvitation) -> OutgoingEmail {
    let language = MailLanguages.choose(
      locale: nil, tenant: links.tenant.settings.email.language, asked: Call.currentLanguage)
    let link = links.link(.teamInvitation, token: token.token, in: language)
    return {
      .teamInvitation($0, tenantName: links.tenant.name, token: token.token, link: link, in: language)
    }
  }

  /// Joins a team with a mailed token, and logs in.
  /// - Throws: ``DashboardError/invalidInvitation``, ``DashboardError/emailTaken``, ``AuthError/loginBusy``.
  func accept(_ acceptance: TeamAcceptance, device: Device) async throws -> AdminLogin {
    let tokenHash = SecretToken.hash(acceptance.token)
    // Guesses are refused before the expensive hash; the transaction decides in the end.
    guard let invitation = try await team.invitation(tokenHash: tokenHash, at: clock.now()),
      let email = EmailAddress(invitation.email)
    else { throw DashboardError.invalidInvitation }
    let hash = try await passwords.hash(acceptance.password)
    let now = clock.now()
    let new = NewAdmin(
      id: ids.next(), tenantID: invitation.tenantID, email: email, displayName: acceptance.displayName,
      role: invitation.role, passwordHash: hash, createdAt: now)
    let session = LoginSession.dashboard(id: ids.next(), of: new.admin, at: now)
    let login = try await login(of: new.admin, session, device: device, at: now)
    try await team.accept(
      tokenHash: tokenHash, as: new, session: session, refreshHash: SecretToken.hash(login.tokens.refresh),
      device: device,
      audit: .admin(
        "admin_invitation.accept", of: new.admin, device: device,
        details: ["invitation_id": invitation.id, "role": invitation.role.rawValue, "session_id": session.id], at: now))
    return login
  }
}
