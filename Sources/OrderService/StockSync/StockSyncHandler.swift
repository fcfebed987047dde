import Contracts
import GRPCCore
import Outbound
import Runtime

/// Keeps a store's stock in step with the shop's ERP.
struct StockSyncHandler: OrderV1.StockSyncService.SimpleServiceProtocol, DirectlyCallable {
  let sync: StockSyncStore
  let access: StoreAccess
  let publisher: StockPublisher
  let destinations: Destinations
  let clock: any WallClock
  let ids: any IDGenerator

  func getStockSyncSettings(
    request: OrderV1.GetStockSyncSettingsRequest, context: ServerContext
  ) async throws -> OrderV1.StockSyncSettings {
    let caller = try Call.current.caller
    let store = try await access.store(request.storeID, for: caller)
    return try await sync.settings(of: store.id, tenantID: caller.tenantID).asProto(in: caller.tenantID)
  }

  /// Without `Idempotency-Key`: the first answer may hold a secret, which nobody keeps to give it again.
  func updateStockSyncSettings(
    request: OrderV1.UpdateStockSyncSettingsRequest, context: ServerContext
  ) async throws -> OrderV1.StockSyncSettings {
    let caller = try Call.current.caller
    let change = try StockSyncChange(proto: request)
    _ = try await access.store(change.storeID, for: caller)
    try await change.refusePrivateURL(destinations)
    return try await sync.apply(change, by: caller.userID, tenantID: caller.tenantID).asProto(in: caller.tenantID)
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
    return try await sync.apply(report, to: request.storeID, once) { [storeID = request.storeID] results in
      OrderV1.ReceiveStockResponse(results, of: storeID, webhookID: webhook.id)
    }
  }

  /// The ERP's message, when the store's secret has signed it. A store that does not exist has no secrets,
  /// so that nobody can find out which do.
  private func verified(_ request: OrderV1.ReceiveStockRequest, _ call: Call) async throws -> SignedWebhook {
    let inbound = try await sync.settings(of: request.storeID, tenantID: call.caller.tenantID).inbound
    let webhook = try WebhookHeaders(call.metadata).verified(
      Array(request.body.data), by: sync.secrets(of: inbound), at: clock.now().microseconds / 1_000_000)
    guard inbound.isEnabled else { throw StockSyncError.inboundDisabled }
    return webhook
  }
}
