import Contracts
import GRPCCore
import Outbound
import Runtime
import Storage

/// Keeps a store's stock in step with the shop's ERP.
struct StockSyncHandler: OrderV1.StockSyncService.SimpleServiceProtocol, DirectlyCallable {
  let database: any Database
  let access: StoreAccess
  let publisher: StockPublisher
  let destinations: Destinations
  let secretBox: SecretBox
  let clock: any WallClock
  let ids: any IDGenerator

  func getStockSyncSettings(
    request: OrderV1.GetStockSyncSettingsRequest, context: ServerContext
  ) async throws -> OrderV1.StockSyncSettings {
    let caller = try Call.current.caller
    let store = try await access.store(request.storeID, for: caller)
    return try await settings(of: store.id, tenantID: caller.tenantID).asProto(in: caller.tenantID)
  }

  /// Without `Idempotency-Key`: the first answer may hold a secret, which nobody keeps to give it again.
  func updateStockSyncSettings(
    request: OrderV1.UpdateStockSyncSettingsRequest, context: ServerContext
  ) async throws -> OrderV1.StockSyncSettings {
    let caller = try Call.current.caller
    let change = try StockSyncChange(proto: request)
    _ = try await access.store(change.storeID, for: caller)
    try await refusePrivate(change.outboundURL)
    return try await database.write(tenant: caller.tenantID) { [ids, secretBox, now = clock.now()] tenant in
      let outcome = try tenant.apply(change, secretBox, at: now, ids: ids)
      try tenant.audit(
        "stock_sync_settings.changed", of: change.storeID, fields: change.fields, by: caller.userID, at: now, ids: ids)
      return outcome.asProto(in: caller.tenantID)
    }
  }

  func testOutbound(
    request: OrderV1.TestOutboundRequest, context: ServerContext
  ) async throws -> OrderV1.TestOutboundResponse {
    let caller = try Call.current.caller
    let store = try await access.store(request.storeID, for: caller)
    let webhookID = ids.next()
    let attempt = try await publisher.ping(store.id, id: webhookID, tenantID: caller.tenantID)
    return OrderV1.TestOutboundResponse(attempt, webhookID: webhookID)
  }

  func receiveStock(
    request: OrderV1.ReceiveStockRequest, context: ServerContext
  ) async throws -> OrderV1.ReceiveStockResponse {
    var call = try Call.current
    var request = request
    // What the path says is not the caller's to have: only the store's secret lets anybody in. The path is no
    // part of the message, which may come again by the other one.
    if !request.tenantID.isEmpty { call.caller.tenantID = request.tenantID }
    request.tenantID = ""
    let webhook = try await verified(request, call)
    let report = try StockReport(json: webhook.body)
    call.idempotencyKey = webhook.id
    let once = try Once("stock_sync.receive/\(request.storeID)", request, call, at: clock.now())
    return try await database.write(once) {
      [ids, storeID = request.storeID, tenantID = call.caller.tenantID, now = clock.now()] tx in
      let tenant = TenantTransaction(tenantID, tx)
      try tenant.noteStockSync(.inbound, of: storeID, at: now)
      let results = try tenant.apply(report, to: storeID, at: now, ids: ids)
      return OrderV1.ReceiveStockResponse(results, of: storeID, webhookID: webhook.id)
    }
  }

  /// The ERP's message, when the store's secret has signed it. A store that does not exist has no secrets,
  /// so that nobody can find out which do.
  private func verified(_ request: OrderV1.ReceiveStockRequest, _ call: Call) async throws -> SignedWebhook {
    let inbound = try await settings(of: request.storeID, tenantID: call.caller.tenantID).inbound
    let webhook = try WebhookHeaders(call.metadata).verified(
      Array(request.body.data), by: inbound.opened(by: secretBox), at: clock.now().microseconds / 1_000_000)
    guard inbound.isEnabled else { throw StockSyncError.inboundDisabled }
    return webhook
  }

  private func settings(of storeID: String, tenantID: String) async throws -> StockSyncSettings {
    try await database.read(tenant: tenantID) { [now = clock.now()] tenant in try tenant.stockSync(of: storeID, at: now) }
  }

  /// A name that is not known yet may pass: each delivery looks again.
  private func refusePrivate(_ url: NullableChange<OutboundURL>) async throws {
    guard case .set(let url) = url else { return }
    do {
      _ = try await destinations.address(of: url)
    } catch let refusal as Destinations.Refusal {
      guard case .unknownHost = refusal else { throw StockSyncError.outboundURLRefused(refusal) }
    }
  }
}
