import Foundation
import Runtime
import Storage

/// Stripe, for the areas of billing: with the tenant's own key, within its limits.
///
/// What changes something goes through ``perform(_:key:tenantID:takesFirst:)``, which writes it down first; what only
/// asks through ``read(_:tenantID:)``.
struct StripeClient: Sendable {
  /// What only asks is asked so often.
  private static let attempts = 3

  let keys: StripeKeys
  let calls: StripeCalls

  /// - Throws: ``StripeFailure/notConfigured`` where the tenant has no secret key.
  func requireKey(of tenantID: String) async throws {
    guard try await keys.isConfigured(tenantID) else { throw StripeFailure.notConfigured }
  }

  /// Asks something; again where there was no answer, for nothing changes by it.
  /// - Throws: ``StripeFailure``, `CancellationError`.
  func read<Answer>(_ operation: StripeOperation<Answer>, tenantID: String) async throws -> Answer {
    var attempt = 1
    while true {
      do {
        return try operation.answer(await calls.exchange(operation.request, tenantID: tenantID))
      } catch let failure as StripeFailure where failure.mayRepeat && attempt < Self.attempts {
        try await calls.pause(.milliseconds(200 * attempt * attempt))
        attempt += 1
      }
    }
  }

  /// Does something once, whoever asks and however often: the same key is the same intent. It is written down before it
  /// is sent, every attempt has the same `Idempotency-Key`, and what had no answer is sent again by a worker.
  /// - Parameters:
  ///   - key: `<kind>:<our row's id>`, nothing volatile in it. The kind names the ``StripeCallEffect`` that follows.
  ///   - takesFirst: whether what was asked first under the key counts, instead of being held against the present
  ///     request.
  /// - Throws: ``StripeFailure``: after ``StripeFailure/refused(_:)`` the key is used up, and another intent needs
  ///   another key; after any other one the same key goes on where this ended.
  ///   ``StripeCallError/keyReused(_:)`` for the same key with another request.
  func perform<Answer>(
    _ operation: StripeOperation<Answer>, key: String, tenantID: String, takesFirst: Bool = false
  ) async throws -> Answer {
    try operation.answer(
      await calls.perform(operation.request, key: key, tenantID: tenantID, takesFirst: takesFirst))
  }

  /// One attempt at what the caller has written down by itself, under a key of its own.
  /// - Throws: ``StripeFailure``, `CancellationError`.
  func send<Answer>(_ operation: StripeOperation<Answer>, key: String, tenantID: String) async throws -> Answer {
    var request = operation.request
    request.idempotencyKey = StripeCall.idempotencyKey(tenantID: tenantID, key: key)
    return try operation.answer(await calls.exchange(request, tenantID: tenantID))
  }
}
