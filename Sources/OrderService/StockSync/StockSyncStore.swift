import Runtime
import Storage

import protocol SwiftProtobuf.Message

/// How stores' stock is kept in step with their ERPs, and what the ERPs say. Secrets are sealed here and opened
/// here.
struct StockSyncStore: Sendable {
  let database: any Database
  let secretBox: SecretBox
  let clock: any WallClock
  let ids: any IDGenerator

  /// A store's settings, with the secrets that count now; the defaults for a store that does not exist.
  func settings(of storeID: String, tenantID: String) async throws -> StockSyncSettings {
    try await database.read(tenant: tenantID) { [now = clock.now()] tenant in
      try tenant.stockSync(of: storeID, at: now)
    }
  }

  /// Changes a store's settings; the audit log tells which fields a person gave.
  /// - Throws: ``StockSyncError/outboundURLMissing``.
  func apply(_ change: StockSyncChange, by actor: String?, tenantID: String) async throws -> StockSyncOutcome {
    try await database.write(tenant: tenantID) { [ids, secretBox, now = clock.now()] tenant in
      let outcome = try tenant.apply(change, secretBox, at: now, ids: ids)
      try tenant.audit(
        "stock_sync_settings.changed", of: change.storeID, fields: change.fields, by: actor, at: now, ids: ids)
      return outcome
    }
  }

  /// Applies what an ERP says about a store's stock.
  func apply<Reply: Message>(
    _ report: StockReport, to storeID: String, _ once: Once, _ reply: @escaping @Sendable ([StockSyncResult]) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { [ids, now = clock.now()] tenant in
      try tenant.noteStockSync(.inbound, of: storeID, at: now)
      return reply(try tenant.apply(report, to: storeID, at: now, ids: ids))
    }
  }

  /// Notes how a delivery to a store's ERP went.
  /// - Parameter error: nil when it went well.
  func noteDelivery(to storeID: String, error: String?, tenantID: String) async throws {
    try await database.write(tenant: tenantID) { [now = clock.now()] tenant in
      try tenant.noteStockSync(.outbound, of: storeID, error: error, at: now)
    }
  }

  /// The secrets of one direction that count, opened.
  func secrets(of side: StockSyncSettings.Side) throws -> [WebhookSecret] {
    try side.secrets.map { WebhookSecret(bytes: try secretBox.open($0.sealed)) }
  }
}
