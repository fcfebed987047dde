import Foundation

/// A message that leaves once the transaction it is enqueued in is committed.
struct QueuedEmail: Sendable {
  var id: String
  /// An encoded ``OutgoingEmail``.
  var payload: [UInt8]

  init(id: String, _ email: OutgoingEmail) throws {
    self.id = id
    self.payload = [UInt8](try JSONEncoder().encode(email))
  }
}
