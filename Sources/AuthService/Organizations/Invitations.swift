import Runtime

/// Invitations that are mailed: stores, tokens and links put together.
struct Invitations: Sendable {
  let store: InvitationStore
  let accounts: Accounts

  /// - Throws: ``OrganizationError``, ``InvitationError``, INVALID_ARGUMENT for a `return_to` on an origin
  ///   that is not the tenant's.
  func invite(_ input: InvitationInput, by call: MemberCall) async throws -> Invitation {
    let links = try await accounts.links.of(call.tenantID)
    try links.check(input.returnTo, for: .invitation)
    let token = token()
    let invitation = try await store.insert(
      input, id: accounts.ids.next(), token: token, by: call, mail: mail(token, links))
    accounts.outboxFilled()
    return invitation
  }

  /// - Throws: ``OrganizationError``, ``InvitationError``.
  func resend(id: String, by call: MemberCall) async throws -> Invitation {
    let token = token()
    let links = try await accounts.links.of(call.tenantID)
    let invitation = try await store.resend(id: id, token: token, by: call, mail: mail(token, links))
    accounts.outboxFilled()
    return invitation
  }

  /// Makes the message once the store knows what it says and who reads it.
  private func mail(_ token: InvitationToken, _ links: TenantLinks) -> InvitationStore.Mail {
    let asked = Call.currentLanguage
    return { details, locale in
      let language = MailLanguages.choose(locale: locale, tenant: links.tenant.settings.email.language, asked: asked)
      let returnTo = details.invitation.returnTo.flatMap(ReturnURL.init)
      return .invitation(
        details, token: token.token,
        link: links.link(.invitation, token: token.token, returnTo: returnTo, in: language), in: language)
    }
  }

  private func token() -> InvitationToken {
    InvitationToken(token: SecretToken.random(), messageID: accounts.ids.next())
  }
}
