import Foundation
import Runtime
import Storage

/// Answers ``AccountEmailRequest``s in the background: a mail with a new token to whoever has the address,
/// and nothing where nobody does.
///
/// A request that is delivered twice makes two mails, of which the later one's token is good.
struct AccountEmails: Sendable {
  let users: UserStore
  let clock: any WallClock
  let ids: any IDGenerator

  func answer(_ message: OutboxMessage) async throws {
    let request = try JSONDecoder().decode(AccountEmailRequest.self, from: Data(message.payload))
    let user = try await users.recipient(tenantID: message.tenantID, email: request.email, of: request.purpose)
    guard let user, let address = EmailAddress(user.email) else { return }
    let secret = SecretToken.random()
    let token = MailedToken(
      id: ids.next(), purpose: request.purpose, tenantID: message.tenantID, userID: user.id, sentTo: request.email,
      tokenHash: MailedToken.hash(secret), createdAt: clock.now())
    let link = request.returnTo.flatMap(ReturnURL.init)?.link(token: secret)
    try await users.issue(
      token, in: try QueuedEmail(id: ids.next(), email(request.purpose, address, secret, link)))
  }

  private func email(
    _ purpose: MailedToken.Purpose, _ address: EmailAddress, _ secret: String, _ link: String?
  ) -> OutgoingEmail {
    switch purpose {
    case .emailVerification: .verification(to: address, token: secret, link: link)
    case .passwordReset: .passwordReset(to: address, token: secret, link: link)
    }
  }
}
