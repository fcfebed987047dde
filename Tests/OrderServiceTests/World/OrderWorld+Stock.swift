import Contracts
import Foundation
import GRPCCore
import Runtime
import Storage
import TestSupport
import Testing

@testable import OrderService

extension OrderWorld {
  // MARK: Stock of orders

  @discardableResult
  func decrement(
    _ orderID: String, as caller: Caller = shopkeeper, key: String? = nil
  ) async throws -> OrderV1.DecrementForOrderResponse {
    try await channel.call(.decrementForOrder, caller: caller, idempotencyKey: key) { $0.orderID = orderID }
  }

  @discardableResult
  func restore(
    _ orderID: String, as caller: Caller = shopkeeper, key: String? = nil
  ) async throws -> OrderV1.RestoreForOrderResponse {
    try await channel.call(.restoreForOrder, caller: caller, idempotencyKey: key) { $0.orderID = orderID }
  }

  /// A store that keeps the items of orders that await payment.
  func createReservingStore(minutes: Int32 = 30) async throws -> OrderV1.Store {
    try await createStore(
      .with {
        $0.companyID = Self.company
        $0.name = "Mercearia da Ana"
        $0.pixKey = "123e4567-e12b-12d1-a456-426655440000"
        $0.reserveStock = true
        $0.reserveMinutes = minutes
      })
  }

  /// What `quartet admin stock verify` says.
  func verifyStock() async throws -> StockVerification {
    try await OrderService.administration(.test(database)).verifyStock()
  }

  /// Ends what is overdue, as the worker does.
  func sweepReservations() async throws {
    try await ReservationSweeper(database: database, clock: clock, logger: .init(label: "test")).sweep()
  }

  // MARK: Stock sync

  func syncSettings(_ storeID: String, as caller: Caller = shopkeeper) async throws -> OrderV1.StockSyncSettings {
    try await channel.call(.getStockSyncSettings, caller: caller) { $0.storeID = storeID }
  }

  @discardableResult
  func setSync(
    _ storeID: String, as caller: Caller = shopkeeper,
    _ change: (inout OrderV1.UpdateStockSyncSettingsRequest) -> Void
  ) async throws -> OrderV1.StockSyncSettings {
    try await channel.call(.updateStockSyncSettings, caller: caller) {
      $0.storeID = storeID
      change(&$0)
    }
  }

  func testOutbound(_ storeID: String, as caller: Caller = shopkeeper) async throws -> OrderV1.TestOutboundResponse {
    try await channel.call(.testOutbound, caller: caller) { $0.storeID = storeID }
  }

  /// What an ERP sends, as the gateway hands it over.
  func receive(
    _ webhook: ERPMessage, for storeID: String, in tenantID: String = ""
  ) async throws -> OrderV1.ReceiveStockResponse {
    var call = Call(caller: Caller(), requestID: "test")
    for (name, value) in webhook.headers { call.metadata.addString(value, forKey: name) }
    let request = OrderV1.ReceiveStockRequest.with {
      $0.storeID = storeID
      $0.tenantID = tenantID
      $0.body.contentType = "application/json"
      $0.body.data = Data(webhook.body.utf8)
    }
    return try await channel.call(.receiveStock, request, as: call)
  }

  /// The clock in Unix seconds.
  var seconds: Int64 { clock.now().microseconds / 1_000_000 }
}

/// A message of an ERP.
struct ERPMessage: Sendable {
  var body: String
  var headers: [String: String]

  /// Signed with a secret.
  init(_ body: String, id: String, at seconds: Int64, by secret: String) throws {
    let secret = try #require(WebhookSecret(secret))
    let webhook = SignedWebhook(id: id, timestamp: seconds, body: Array(body.utf8))
    self.body = body
    self.headers = [
      "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": webhook.signature(by: [secret]),
    ]
  }

  /// Reports one SKU.
  init(
    _ sku: String, _ quantity: Int64, version: Int64, id: String, at seconds: Int64, by secret: String
  ) throws {
    try self.init(
      #"{"items":[{"sku":"\#(sku)","quantity":\#(quantity),"version":\#(version)}]}"#, id: id, at: seconds, by: secret)
  }
}
