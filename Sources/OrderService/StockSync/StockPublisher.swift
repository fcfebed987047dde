import Runtime
import Storage

/// Tells the ERPs of stores what happens to their stock: the receiver of ``topic`` messages, which each
/// movement of stock leaves in the outbox of a store that wants to know. The ERP tells repeats by
/// `webhook-id`, and late comers by `version`.
struct StockPublisher: Sendable {
  /// The outbox topic; the aggregate is the product, the payload the body as it is posted.
  static let topic = "stock.changed"

  /// A delivery that went wrong and is tried again.
  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  let database: any Database
  let sender: WebhookSender
  let secretBox: SecretBox
  let clock: any WallClock
  private let pauses = DeliveryPauses()

  init(database: any Database, sender: WebhookSender, secretBox: SecretBox, clock: any WallClock) {
    self.database = database
    self.sender = sender
    self.secretBox = secretBox
    self.clock = clock
  }

  /// Posts one message. A store that has been switched off since wants to know nothing any more.
  /// - Throws: ``Failed``; the relay tries again.
  func deliver(_ message: OutboxMessage) async throws {
    let storeID = try StockMessage(json: message.payload).data.storeID
    let settings = try await settings(of: storeID, tenantID: message.tenantID)
    guard settings.outbound.isEnabled, let url = settings.outboundURL else { return }
    let store = DeliveryPauses.Store(tenantID: message.tenantID, storeID: storeID)
    guard pauses.mayTry(store, at: clock.now()) else { throw Failed(description: "there was no answer a moment ago") }
    let secrets = try settings.outbound.opened(by: secretBox)
    let attempt = try await sender.post(message.payload, id: message.id, to: url, signedBy: secrets)
    pauses.note(store, answered: attempt.status != nil, at: clock.now())
    try await database.write(tenant: message.tenantID) { [now = clock.now()] tenant in
      try tenant.noteStockSync(.outbound, of: storeID, error: attempt.error, at: now)
    }
    if let error = attempt.error { throw Failed(description: error) }
  }

  /// Posts a signed ping now, whether outbound is enabled or not.
  /// - Throws: ``StockSyncError/outboundNotConfigured``.
  func ping(_ storeID: String, id: String, tenantID: String) async throws -> WebhookSender.Attempt {
    let settings = try await settings(of: storeID, tenantID: tenantID)
    guard let url = settings.outboundURL else { throw StockSyncError.outboundNotConfigured }
    let body = try StockMessage(pingFrom: storeID, at: clock.now()).json()
    return try await sender.post(body, id: id, to: url, signedBy: settings.outbound.opened(by: secretBox))
  }

  private func settings(of storeID: String, tenantID: String) async throws -> StockSyncSettings {
    try await database.read(tenant: tenantID) { [now = clock.now()] tenant in try tenant.stockSync(of: storeID, at: now) }
  }
}

extension TenantTransaction {
  /// Leaves messages about movements in the transaction that makes them, if the store's ERP wants to know.
  func announce(
    _ changes: [StockChange], of storeID: String, because reason: StockMovement.Reason, orderID: String? = nil,
    at now: Timestamp, ids: any IDGenerator
  ) throws {
    guard !changes.isEmpty,
      try tx.exists(
        "SELECT 1 FROM stock_sync_settings WHERE tenant_id = ? AND store_id = ? AND outbound_enabled = 1", id, storeID)
    else { return }
    for change in changes {
      let message = StockMessage(change, of: storeID, because: reason, orderID: orderID, at: now)
      try Outbox.enqueue(
        tx, id: ids.next(), tenantID: id, topic: StockPublisher.topic, aggregate: "stock/\(change.productID)",
        payload: message.json(), at: now)
    }
  }
}
