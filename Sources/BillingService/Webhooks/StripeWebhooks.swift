import Foundation
import Runtime
import Storage

/// Believes and stores what Stripe reports, before anything is done for it.
struct StripeWebhooks: Sendable {
  private static let maximumTypeLength = 100
  /// Seconds; beyond it a number is not a time of Stripe's.
  private static let times: ClosedRange<Int64> = 0...1 << 40

  let keys: StripeKeys
  let inbox: StripeInbox
  let clock: any WallClock

  /// Stores an event.
  /// - Parameters:
  ///   - body: the bytes as they came.
  ///   - signature: the header `Stripe-Signature`.
  /// - Throws: ``StripeWebhookError``, ``StripeFailure/notConfigured`` where there is no secret to check it with;
  ///   ``StorageError`` where it can't be stored, so that Stripe sends it again.
  func receive(_ body: [UInt8], signature: String?, tenantID: String) async throws {
    let record = try await keys.record(of: tenantID)
    let secretID = try verify(body, signature, record, tenantID: tenantID)
    let event = try Self.event(body)
    if let key = try keys.key(of: tenantID, record: record), key.isLive != event.livemode {
      throw StripeWebhookError.livemodeMismatch
    }
    if let account = event.account, let own = record?.accountID, account != own {
      throw StripeWebhookError.eventInvalid("it is of another account")
    }
    try await inbox.store(event, payload: body, signedBy: secretID, tenantID: tenantID)
  }

  /// - Returns: the id of the secret that it is signed with; nil for the installation's.
  private func verify(
    _ body: [UInt8], _ header: String?, _ record: StripeKeyRecord?, tenantID: String
  ) throws -> String? {
    let now = clock.now()
    let secrets = keys.webhookSecrets(of: tenantID, record: record, at: now)
    guard !secrets.isEmpty else {
      // A tenant that nobody knows is not told from one that has set nothing up.
      if record == nil && tenantID != Caller.defaultTenantID { throw StripeWebhookError.signatureInvalid }
      throw StripeFailure.notConfigured
    }
    do throws(StripeSignature.Failure) {
      let index = try StripeSignature(header).verify(
        body, by: secrets.map(\.text), at: now.microseconds / 1_000_000)
      return secrets[index].id
    } catch {
      throw StripeWebhookError(error)
    }
  }

  private static func event(_ body: [UInt8]) throws -> StripeEvent {
    guard let event = try? StripeEvent(json: Data(body)) else {
      throw StripeWebhookError.eventInvalid("it has not the form of one")
    }
    guard StripeRequest.isID(event.id) else { throw StripeWebhookError.eventInvalid("`id` is not an id") }
    let letters = event.type.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard letters, (1...maximumTypeLength).contains(event.type.utf8.count) else {
      throw StripeWebhookError.eventInvalid("`type` is not a type")
    }
    guard times.contains(event.created) else { throw StripeWebhookError.eventInvalid("`created` is not a time") }
    if let id = event.objectID, !StripeRequest.isID(id) {
      throw StripeWebhookError.eventInvalid("`data.object.id` is not an id")
    }
    return event
  }
}
