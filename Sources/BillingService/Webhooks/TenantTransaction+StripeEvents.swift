import Foundation
import Runtime
import Storage

/// A tenant's inbox of Stripe's events, and the objects that they are about.
extension TenantTransaction {
  /// Stores an event.
  /// - Returns: false where it came before.
  func insertStripeEvent(_ event: StripeEvent, payload: [UInt8], isHandled: Bool, at now: Timestamp) throws -> Bool {
    try tx.execute(
      """
      INSERT INTO stripe_events (tenant_id, id, type, object_id, created, payload, state, received_at, due_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, id) DO NOTHING
      """, id, event.id, event.type, event.objectID, event.created, payload, isHandled ? "pending" : "ignored", now,
      now) > 0
  }

  /// Marks an event as handled.
  /// - Returns: false where it was so already.
  func finishStripeEvent(_ eventID: String, at now: Timestamp) throws -> Bool {
    try tx.execute(
      """
      UPDATE stripe_events SET state = 'done', handled_at = ?, error = NULL
      WHERE tenant_id = ? AND id = ? AND state = 'pending'
      """, now, id, eventID) > 0
  }

  /// Notes that an event could not be handled yet.
  func postponeStripeEvent(_ eventID: String, until due: Timestamp, error: String) throws {
    try tx.execute(
      """
      UPDATE stripe_events SET attempts = attempts + 1, due_at = ?, error = ?
      WHERE tenant_id = ? AND id = ? AND state = 'pending'
      """, due, error, id, eventID)
  }

  /// All that is known to have happened to an object.
  func stripeEvents(of objectID: String) throws -> [StripeEvent] {
    try tx.all(
      "SELECT payload FROM stripe_events WHERE tenant_id = ? AND object_id = ? ORDER BY created, id", id, objectID
    ) { try StripeEvent(json: Data($0.blob(0))) }
  }

  func stripeObject(_ kind: StripeObjectKind, _ objectID: String) throws -> StripeObjectState? {
    try tx.first(
      """
      SELECT fetch_number, known_at, body, is_deleted, is_dirty FROM stripe_objects
      WHERE tenant_id = ? AND kind = ? AND id = ?
      """, id, kind.rawValue, objectID
    ) { row in
      StripeObjectState(
        kind: kind, id: objectID, fetchNumber: try row.int(0), knownAt: try row.int(1),
        body: try .init(text: row.text(2)), isDeleted: try row.bool(3), isDirty: try row.bool(4))
    }
  }

  /// Keeps the newest form of an object, in place of what is kept.
  func keep(_ object: StripeObjectState, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO stripe_objects (tenant_id, kind, id, fetch_number, known_at, body, is_deleted, is_dirty, look_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, kind, id) DO UPDATE SET fetch_number = excluded.fetch_number,
        known_at = excluded.known_at, body = excluded.body, is_deleted = excluded.is_deleted,
        is_dirty = excluded.is_dirty, look_at = excluded.look_at
      """, id, object.kind.rawValue, object.id, object.fetchNumber, object.knownAt, object.body.text,
      object.isDeleted, object.isDirty, object.nextLook(after: now))
  }

  /// A number that is greater than that of every look at Stripe before.
  func nextStripeFetch() throws -> Int64 {
    try tx.first(
      """
      INSERT INTO stripe_sequences AS s (tenant_id, fetches) VALUES (?, 1)
      ON CONFLICT (tenant_id) DO UPDATE SET fetches = s.fetches + 1 RETURNING fetches
      """, id
    ) { try $0.int(0) } ?? 1
  }

  /// Up to which second missed events were looked for.
  func stripeEventsSyncedTo() throws -> Int64? {
    try tx.first("SELECT synced_to FROM stripe_sequences WHERE tenant_id = ? AND synced_to > 0", id) { try $0.int(0) }
  }

  func noteStripeEvents(syncedTo second: Int64) throws {
    try tx.execute(
      """
      INSERT INTO stripe_sequences AS s (tenant_id, fetches, synced_to) VALUES (?, 0, ?)
      ON CONFLICT (tenant_id) DO UPDATE SET synced_to = excluded.synced_to WHERE s.synced_to < excluded.synced_to
      """, id, second)
  }
}
