import Foundation
import Runtime
import Storage

/// Answers ``AccountEmailRequest``s in the background: a mail with a new token to whoever has the address,
/// and nothing where nobody does.
///
/// A request that is delivered twice makes one mail: it is noted together with it.
struct AccountEmails: Sendable {
  let users: UserStore
  let links: EmailLinks
  let clock: any WallClock
  let ids: any IDGenerator

  func answer(_ message: OutboxMessage) async throws {
    let request = try JSONDecoder().decode(AccountEmailRequest.self, from: Data(message.payload))
    let found = try await users.recipient(tenantID: message.tenantID, email: request.email, of: request.purpose)
    guard let found, let address = EmailAddress(found.email) else { return }
    let links: TenantLinks
    do {
      links = try await self.links.of(message.tenantID)
    } catch AuthError.tenantNotFound {
      // Suspended since: nobody logs in there, and another try would find the same.
      return
    }
    let secret = SecretToken.random()
    let token = MailedToken(
      id: ids.next(), purpose: request.purpose, tenantID: message.tenantID, userID: found.id, sentTo: request.email,
      tokenHash: MailedToken.hash(secret), createdAt: clock.now())
    let mail = email(to: address, secret, for: request, found, links)
    try await users.issue(token, in: try QueuedEmail(id: ids.next(), mail), answering: message.id)
  }

  private func email(
    to address: EmailAddress, _ secret: String, for request: AccountEmailRequest, _ recipient: MailRecipient,
    _ links: TenantLinks
  ) -> OutgoingEmail {
    let language = MailLanguages.choose(
      locale: recipient.locale, tenant: links.tenant.settings.email.language, asked: request.language)
    // The page that somebody registered from verifies addresses; whether it also resets passwords is not known.
    let kept = request.purpose == .emailVerification ? recipient.returnTo : nil
    let link = links.link(
      request.purpose.page, token: secret, returnTo: (request.returnTo ?? kept).flatMap(ReturnURL.init), in: language)
    switch request.purpose {
    case .emailVerification: return .verification(to: address, token: secret, link: link, in: language)
    case .passwordReset: return .passwordReset(to: address, token: secret, link: link, in: language)
    }
  }
}
