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

  /// Leaves the message in the outbox, in the caller's transaction.
  /// - Parameter aggregate: messages of one aggregate leave one after the other: usually the user's id.
  func enqueue(_ tx: any Transaction, tenantID: String, aggregate: String, at now: Timestamp) throws {
    try Outbox.enqueue(
      tx, id: id, tenantID: tenantID, topic: OutgoingEmail.topic, aggregate: aggregate, payload: payload, at: now)
  }
}
