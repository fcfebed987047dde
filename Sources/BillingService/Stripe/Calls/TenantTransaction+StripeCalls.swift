import Foundation
import Storage

/// A tenant's stored calls.
extension TenantTransaction {
  /// Writes a call down, unless one has its key. It can be done together with the row that it is for; whoever then
  /// makes it asks for the same key, and a worker does where nobody comes.
  func enqueue(_ request: StripeRequest, key: String, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO stripe_calls (tenant_id, key, method, path, form, is_findable, state, created_at, due_at)
      VALUES (?, ?, ?, ?, ?, ?, 'new', ?, ?) ON CONFLICT (tenant_id, key) DO NOTHING
      """, id, key, request.method.rawValue, request.path, request.form, request.isFindable, now,
      now.adding(StripeCalls.leaseLength))
  }

  func stripeCall(_ key: String) throws -> StripeCall? {
    try tx.first(
      """
      SELECT method, path, form, is_findable, state, attempts, created_at, first_sent_at, response, refusal,
        leased_until
      FROM stripe_calls WHERE tenant_id = ? AND key = ?
      """, id, key
    ) { row in
      StripeCall(
        key: key,
        request: StripeRequest(
          method: StripeRequest.Method(rawValue: try row.text(0)) ?? .post, path: try row.text(1),
          form: try row.text(2), isFindable: try row.bool(3)),
        state: StripeCall.State(rawValue: try row.text(4)) ?? .unknown, attempts: try row.int(5),
        createdAt: try row.time(6), firstSentAt: try row.optionalTime(7), leasedUntil: try row.time(10),
        response: try row.optionalBlob(8),
        refusal: try row.optionalText(9).flatMap {
          try? JSONDecoder().decode(StripeRefusal.self, from: Data($0.utf8))
        })
    }
  }

  /// Takes a call that nobody else is making.
  /// - Returns: whether it was taken; it counts as sent then.
  func leaseStripeCall(_ key: String, lease: String, at now: Timestamp) throws -> Bool {
    try tx.execute(
      """
      UPDATE stripe_calls SET lease = ?, leased_until = ?, state = 'sent', attempts = attempts + 1,
        first_sent_at = COALESCE(first_sent_at, ?), due_at = ?
      WHERE tenant_id = ? AND key = ? AND state IN ('new', 'sent') AND leased_until <= ?
      """, lease, now.adding(StripeCalls.leaseLength), now, now.adding(StripeCalls.leaseLength), id, key, now) > 0
  }

  /// Gives a call back after an attempt without an answer that settles it.
  /// - Parameter isUntouched: nothing was done by this attempt; where it was the first one, the call is as if it had
  ///   never been sent.
  func returnStripeCall(_ key: String, lease: String, isUntouched: Bool, dueAt: Timestamp) throws {
    try tx.execute(
      """
      UPDATE stripe_calls SET lease = NULL, leased_until = 0, due_at = ?,
        state = CASE WHEN ? = 1 AND attempts = 1 THEN 'new' ELSE state END,
        first_sent_at = CASE WHEN ? = 1 AND attempts = 1 THEN NULL ELSE first_sent_at END,
        attempts = CASE WHEN ? = 1 AND attempts = 1 THEN 0 ELSE attempts END
      WHERE tenant_id = ? AND key = ? AND lease = ?
      """, dueAt, isUntouched, isUntouched, isUntouched, id, key, lease)
  }

  /// Writes down what became of a call.
  /// - Returns: false where that was known already.
  func finishStripeCall(
    _ key: String, _ state: StripeCall.State, response: [UInt8]? = nil, refusal: StripeRefusal? = nil,
    at now: Timestamp
  ) throws -> Bool {
    let refusal = try refusal.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    return try tx.execute(
      """
      UPDATE stripe_calls SET state = ?, response = ?, refusal = ?, lease = NULL, leased_until = 0, finished_at = ?
      WHERE tenant_id = ? AND key = ? AND state IN ('new', 'sent')
      """, state.rawValue, response, refusal, now, id, key) > 0
  }
}
