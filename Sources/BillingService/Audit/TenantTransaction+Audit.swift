import Foundation
import Storage

extension TenantTransaction {
  /// Leaves an entry for the audit log in the caller's transaction.
  /// - Parameter messageID: a UUID; the audit log tells repetitions by it.
  func audit(_ entry: AuditEntry, id messageID: String, at now: Timestamp) throws {
    try Outbox.enqueue(
      tx, id: messageID, tenantID: id, topic: AuditTrail.topic, aggregate: "audit/\(messageID)",
      payload: Array(JSONEncoder().encode(entry)), at: now)
  }
}
