import Storage

/// Delivers what the outbox holds under ``OutgoingEmail/topic``.
protocol Mailer: Sendable {
  /// May see one message twice, under the same id.
  /// - Throws: ``UndeliverableEmail`` when no repetition helps.
  func deliver(_ email: DeliverableEmail) async throws
}

extension Mailer {
  /// The handler of an ``OutboxRelay``.
  func deliver(_ message: OutboxMessage) async throws { try await deliver(DeliverableEmail(message)) }
}
