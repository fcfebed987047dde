import Foundation
import Runtime
import Storage

/// Answers ``AdminResetRequest``s in the background: a mail with a new token to the dashboard admin who has
/// the address, and nothing where nobody does.
///
/// A request that is delivered twice makes one mail: it is noted together with it.
struct AdminResetMails: Sendable {
  let admins: AdminStore
  let links: EmailLinks
  let clock: any WallClock
  let ids: any IDGenerator

  func answer(_ message: OutboxMessage) async throws {
    let request = try JSONDecoder().decode(AdminResetRequest.self, from: Data(message.payload))
    guard let admin = try await admins.credentials(email: request.email)?.admin,
      let address = EmailAddress(admin.email)
    else { return }
    let now = clock.now()
    let token = SecretToken.random()
    let links = try await links.of(admin.tenantID)
    let language = MailLanguages.choose(
      locale: nil, tenant: links.tenant.settings.email.language, asked: request.language)
    let mail = OutgoingEmail.adminPasswordReset(
      to: address, tenantName: links.tenant.name, token: token,
      link: links.link(.adminPasswordReset, token: token, in: language), in: language)
    try await admins.startReset(
      AdminPasswordReset(admin: admin, tokenHash: SecretToken.hash(token), createdAt: now),
      in: try QueuedEmail(id: ids.next(), mail), answering: message.id,
      audit: .operation(
        "admin.password_reset_request", tenantID: admin.tenantID, targetType: "admin", targetID: admin.id, at: now))
  }
}
