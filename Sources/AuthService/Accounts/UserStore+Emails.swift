import Foundation
import Storage

extension UserStore {
  /// Leaves a request in the outbox: the same work for every address.
  func enqueue(_ request: AccountEmailRequest, tenantID: String, id: String, at now: Timestamp) async throws {
    let payload = [UInt8](try JSONEncoder().encode(request))
    try await database.write { tx in
      try Outbox.enqueue(
        tx, id: id, tenantID: tenantID, topic: AccountEmailRequest.topic, aggregate: request.email, payload: payload,
        at: now)
    }
  }

  /// The user who may get a mail of this purpose: an active one with this address and, for a verification,
  /// one who has not verified it yet.
  func recipient(tenantID: String, email: String, of purpose: MailedToken.Purpose) async throws -> MailRecipient? {
    let condition = purpose == .emailVerification ? "AND u.is_email_verified = 0" : ""
    return try await database.read { tx in
      try tx.first(
        """
        SELECT u.id, u.email, CASE WHEN u.is_locale_chosen = 1 THEN u.locale END, u.return_to FROM users u
        WHERE u.tenant_id = ? AND u.email_normalized = ? AND u.is_active = 1 \(condition)
        """, tenantID, email
      ) { row in
        MailRecipient(
          id: try row.text(0), email: try row.optionalText(1) ?? "", locale: try row.optionalText(2),
          returnTo: try row.optionalText(3))
      }
    }
  }

  /// Stores a token and leaves the mail that carries it in the outbox, once for each request.
  /// - Parameter requestID: the id of the request's message.
  func issue(_ token: MailedToken, in mail: QueuedEmail, answering requestID: String) async throws {
    try await database.write { tx in
      let isNew = try Inbox.claim(
        tx, consumer: AccountEmailRequest.topic, messageID: requestID, at: token.createdAt)
      guard isNew else { return }
      try MailedTokenStore.issue(tx, token)
      try mail.enqueue(tx, tenantID: token.tenantID, aggregate: token.userID, at: token.createdAt)
    }
  }

  /// Verifies an address with a mailed token.
  /// - Throws: ``AccountError/invalidVerificationToken``.
  func verifyEmail(tenantID: String, tokenHash: String, device: Device, at now: Timestamp) async throws {
    try await database.write { tx in
      let user = try MailedTokenStore.consume(
        tx, tenantID: tenantID, tokenHash: tokenHash, .emailVerification, at: now)
      guard let user else { throw AccountError.invalidVerificationToken }
      try Self.markVerified(tx, tenantID: tenantID, userID: user.id, at: now)
      try AuditLog.append(
        tx, .account("user.email_verify", of: user.id, tenantID: tenantID, device: device, at: now))
    }
  }

  /// Counts a user's address as verified in the caller's transaction; tokens that would do so are void.
  static func markVerified(_ tx: any Transaction, tenantID: String, userID: String, at now: Timestamp) throws {
    try tx.execute(
      """
      UPDATE users SET is_email_verified = 1, status = CASE WHEN status = 'pending' THEN 'active' ELSE status END,
        updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, now, tenantID, userID)
    try MailedTokenStore.discard(tx, tenantID: tenantID, userID: userID, .emailVerification)
  }
}
