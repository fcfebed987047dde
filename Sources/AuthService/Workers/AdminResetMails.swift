import Foundation
import Runtime
import Storage

/// Answers ``AdminResetRequest``s in the background: a mail with a new token to the dashboard admin who has
/// the address, and nothing where nobody does.
///
/// A request that is delivered twice makes two mails, of which the later one's token is good.
struct AdminResetMails: Sendable {
  let admins: AdminStore
  let clock: any WallClock
  let ids: any IDGenerator

  func answer(_ message: OutboxMessage) async throws {
    let request = try JSONDecoder().decode(AdminResetRequest.self, from: Data(message.payload))
    guard let admin = try await admins.credentials(email: request.email)?.admin,
      let address = EmailAddress(admin.email)
    else { return }
    let now = clock.now()
    let token = SecretToken.random()
    try await admins.startReset(
      AdminPasswordReset(admin: admin, tokenHash: SecretToken.hash(token), createdAt: now),
      in: try QueuedEmail(id: ids.next(), .passwordReset(to: address, token: token, link: nil)),
      audit: .operation(
        "admin.password_reset_request", tenantID: admin.tenantID, targetType: "admin", targetID: admin.id, at: now))
  }
}
