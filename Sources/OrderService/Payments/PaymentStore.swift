import Runtime
import Storage

import protocol SwiftProtobuf.Message

/// How stores are paid, and what payment providers report.
struct PaymentStore: Sendable {
  let database: any Database
  /// Woken by reports, for what follows of them leaves messages.
  let relay: OutboxRelay
  let clock: any WallClock
  let ids: any IDGenerator

  /// Changes how a store is paid; the audit log tells which fields a person gave.
  func update<Reply: Message>(
    settingsOf storeID: String, _ change: PaymentSettingsChange, by actor: String?, _ once: Once,
    _ reply: @escaping @Sendable (PaymentSettings) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { [ids, now = clock.now()] tenant in
      let settings = try tenant.update(storeID, change, at: now)
      try tenant.audit(
        "payment_settings.changed", of: storeID, fields: change.fields, by: actor, at: now, ids: ids)
      return reply(settings)
    }
  }

  /// Takes in what AbacatePay reports; a repetition changes nothing.
  /// - Throws: ``PaymentError/chargeNotFound(_:)``; the event is not taken then.
  func receive(
    _ event: AbacatePayEvent, tenantID: String
  ) async throws -> (orderID: String?, outcome: PaymentOutcome) {
    let received = try await database.write(tenant: tenantID) { [ids, now = clock.now()] tenant in
      try tenant.receive(event, at: now, ids: ids)
    }
    relay.wake()
    return received
  }
}
