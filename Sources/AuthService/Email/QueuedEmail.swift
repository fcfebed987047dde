import Foundation
import Storage

/// A message that leaves once the transaction it is enqueued in is committed.
struct QueuedEmail: Sendable {
  var id: String
  /// An encoded ``OutgoingEmail``.
  var payload: [UInt8]

  init(id: String, _ email: OutgoingEmail) throws {
    self.id = id
    self.payload = [UInt8](try JSONEncoder().encode(email))
  }

  // MARK: For areas not yet on TenantTransaction

  func enqueue(_ tx: any Transaction, tenantID: String, aggregate: String, at now: Timestamp) throws {
    try TenantTransaction(tenantID, tx).enqueue(self, aggregate: aggregate, at: now)
  }
}
