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

  let sync: StockSyncStore
  let sender: WebhookSender
  let clock: any WallClock
  private let pauses = DeliveryPauses()

  init(sync: StockSyncStore, sender: WebhookSender, clock: any WallClock) {
    self.sync = sync
    self.sender = sender
    self.clock = clock
  }

  /// Posts one message. A store that has been switched off since wants to know nothing any more.
  /// - Throws: ``Failed``; the relay tries again.
  func deliver(_ message: OutboxMessage) async throws {
    let storeID = try StockMessage(json: message.payload).data.storeID
    let settings = try await sync.settings(of: storeID, tenantID: message.tenantID)
    guard settings.outbound.isEnabled, let url = settings.outboundURL else { return }
    let store = DeliveryPauses.Store(tenantID: message.tenantID, storeID: storeID)
    guard pauses.mayTry(store, at: clock.now()) else { throw Failed(description: "there was no answer a moment ago") }
    let secrets = try sync.secrets(of: settings.outbound)
    let attempt = try await sender.post(message.payload, id: message.id, to: url, signedBy: secrets)
    pauses.note(store, answered: attempt.status != nil, at: clock.now())
    try await sync.noteDelivery(to: storeID, error: attempt.error, tenantID: message.tenantID)
    if let error = attempt.error { throw Failed(description: error) }
  }

  /// Posts a signed ping now, whether outbound is enabled or not.
  /// - Throws: ``StockSyncError/outboundNotConfigured``.
  func ping(_ storeID: String, id: String, tenantID: String) async throws -> WebhookSender.Attempt {
    let settings = try await sync.settings(of: storeID, tenantID: tenantID)
    guard let url = settings.outboundURL else { throw StockSyncError.outboundNotConfigured }
    let body = try StockMessage(pingFrom: storeID, at: clock.now()).json()
    return try await sender.post(body, id: id, to: url, signedBy: sync.secrets(of: settings.outbound))
  }
}
