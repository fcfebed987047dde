import Foundation
import Storage

/// Brings what dashboard admins did here into the audit log, which belongs to the auth service. An entry is left in the
/// outbox by the transaction that does what it tells, so it is there once if that was done, and not at all otherwise.
struct AuditTrail: Sendable {
  /// The outbox topic. Aggregates are of one entry each: none waits for another.
  static let topic = "audit.entry"

  let log: AuditLogClient

  /// Brings one message into the audit log.
  /// - Throws: what the auth service throws; the relay tries again.
  func deliver(_ message: OutboxMessage) async throws {
    try await log.record(JSONDecoder().decode(AuditEntry.self, from: Data(message.payload)), of: message)
  }
}
