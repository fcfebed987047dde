import Foundation
import Storage

extension UserStore {
  /// Leaves a request in the outbox: the same work for every address.
  func enqueue(_ request: AccountEmailRequest, tenantID: String, id: String, at now: Timestamp) async throws {
    let payload = [UInt8](try JSONEncoder().encode(request))
    try await database.write(tenant: tenantID) { tenant in
      try Outbox.enqueue(
        tenant.tx, id: id, tenantID: tenant.id, topic: AccountEmailRequest.topic, aggregate: request.email,
        payload: payload, at: now)
    }
  }

  /// The user who may get a mail of this purpose: an active one with this address and, for a verification,
  /// one who has not verified it yet.
  func recipient(tenantID: String, email: String, of purpose: MailedToken.Purpose) async throws -> MailRecipient? {
    try await database.read(tenant: tenantID) { try $0.mailRecipient(email: email, of: purpose) }
  }

  /// Stores a token and leaves the mail that carries it in the outbox, once for each request.
  /// - Parameter requestID: the id of the request's message.
  func issue(_ token: MailedToken, in mail: QueuedEmail, answering requestID: String) async throws {
    try await database.write(tenant: token.tenantID) { tenant in
      let isNew = try Inbox.claim(
        tenant.tx, consumer: AccountEmailRequest.topic, messageID: requestID, at: token.createdAt)
      guard isNew else { return }
      try tenant.insert(token)
      try tenant.enqueue(mail, aggregate: token.userID, at: token.createdAt)
    }
  }

  /// Verifies an address with a mailed token.
  /// - Throws: ``AccountError/invalidVerificationToken``.
  func verifyEmail(tenantID: String, tokenHash: String, device: Device, at now: Timestamp) async throws {
    try await database.write(tenant: tenantID) { tenant in
      guard let user = try tenant.consumeMailedToken(tokenHash, .emailVerification, at: now) else {
        throw AccountError.invalidVerificationToken
      }
      try tenant.markEmailVerified(of: user.id, at: now)
      try tenant.append(.account("user.email_verify", of: user.id, tenantID: tenant.id, device: device, at: now))
    }
  }
}
