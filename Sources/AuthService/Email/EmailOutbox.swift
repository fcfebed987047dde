import Runtime
import Storage

/// E-mails that other systems ask for, on their way out.
struct EmailOutbox: Sendable {
  let database: any Database
  /// Called after a commit that left a message.
  let outboxFilled: @Sendable () -> Void

  /// Puts a message into the outbox, once per idempotency key.
  /// - Parameters:
  ///   - id: the message's, unless the key was used before.
  /// - Returns: the id of the message that is on its way.
  /// - Throws: ``IdempotencyConflict``.
  func send(
    _ mail: PasswordResetMail, id: String, call: Call, once: Once, at now: Timestamp
  ) async throws -> String {
    let asked = call.language
    let tenantID = call.caller.tenantID
    let entry = AuditEntry(
      call: call, action: "email.send_reset_password", targetType: "email", targetID: id,
      details: ["to": mail.to.normalized], at: now)
    let sent = try await database.writeID(once) { tx in
      let tenant = TenantTransaction(tenantID, tx)
      let language = try tenant.mailLanguage(ofAddress: mail.to.normalized, asked: asked)
      try tenant.enqueue(
        QueuedEmail(id: id, mail.message(in: language)), aggregate: mail.to.normalized, at: now)
      try tenant.append(entry)
      return id
    }
    outboxFilled()
    return sent.id
  }
}
