import Contracts
import Foundation
import Runtime
import Storage
import TestSupport

@testable import OrderService

extension OrderWorld {
  static let webhook = Caller(credential: .webhookToken)

  /// The service's workers, to be run by hand.
  var payments: PaymentParts { PaymentParts(environment) }

  /// What the audit log says about payments.
  var paymentAudit: [String] { auth.audit.map(\.action).filter { $0.hasPrefix("payment.") } }

  /// A second instance over the same database, with the same clock.
  func replica() async throws -> OrderWorld {
    try await OrderWorld(database, clock: clock, settings: environment.settings)
  }

  // MARK: Settings

  func settings(of storeID: String, as caller: Caller = shopkeeper) async throws -> OrderV1.PaymentSettings {
    try await channel.call(.getPaymentSettings, caller: caller) { $0.storeID = storeID }
  }

  @discardableResult
  func set(
    _ storeID: String, as caller: Caller = shopkeeper, key: String? = nil,
    _ change: (inout OrderV1.UpdatePaymentSettingsRequest) -> Void
  ) async throws -> OrderV1.PaymentSettings {
    try await channel.call(.updatePaymentSettings, caller: caller, idempotencyKey: key) {
      $0.storeID = storeID
      change(&$0)
    }
  }

  // MARK: Payments

  func checkout(
    _ orderID: String, as caller: Caller = shopkeeper, key: String? = nil,
    _ change: (inout OrderV1.SaveCheckoutStateRequest) -> Void = { _ in }
  ) async throws -> OrderV1.Order {
    try await channel.call(.saveCheckoutState, caller: caller, idempotencyKey: key) {
      $0.id = orderID
      change(&$0)
    }
  }

  func prove(
    _ orderID: String, url: String = "https://media.example.com/proof.jpg", as caller: Caller = shopkeeper,
    key: String? = nil, _ change: (inout OrderV1.AttachProofRequest) -> Void = { _ in }
  ) async throws -> OrderV1.Order {
    try await channel.call(.attachProof, caller: caller, idempotencyKey: key) {
      $0.id = orderID
      $0.url = url
      change(&$0)
    }
  }

  func record(
    _ orderID: String, _ status: String, as caller: Caller = shopkeeper, key: String? = nil,
    _ change: (inout OrderV1.RecordPaymentAttemptRequest) -> Void = { _ in }
  ) async throws -> OrderV1.Order {
    try await channel.call(.recordPaymentAttempt, caller: caller, idempotencyKey: key) {
      $0.id = orderID
      $0.status = status
      change(&$0)
    }
  }

  /// AbacatePay's own words, passed on.
  @discardableResult
  func webhook(_ json: String, as caller: Caller = webhook) async throws -> OrderV1.ReceiveAbacatePayResponse {
    try await channel.call(.receiveAbacatePay, caller: caller) {
      $0.body.contentType = "application/json"
      $0.body.data = Data(json.utf8)
    }
  }

  /// What became of a charge, as AbacatePay's documentation has it.
  @discardableResult
  func report(
    _ chargeID: String, _ cents: Int64, status: String = "PAID", event: String = "log_1"
  ) async throws -> OrderV1.ReceiveAbacatePayResponse {
    try await webhook(
      """
      {"id":"\(event)","data":{"payment":{"amount":\(cents),"fee":80,"method":"PIX"},"pixQrCode":{"amount":\(cents),
      "id":"\(chargeID)","kind":"PIX","status":"\(status)"}},"devMode":false,"event":"billing.paid"}
      """)
  }

  func order(awaitingProofOf leadID: String, as caller: Caller = shopkeeper) async throws -> OrderV1.Order {
    try await channel.call(.getOrderAwaitingProof, caller: caller) { $0.leadID = leadID }
  }

  func order(ofCharge chargeID: String, as caller: Caller = shopkeeper) async throws -> OrderV1.Order {
    try await channel.call(.getOrderByPayment, caller: caller) { $0.chargeID = chargeID }
  }

  // MARK: Lists

  func orders(
    _ storeIDs: [String] = [], status: OrderV1.OrderStatus? = nil, limit: Int32? = nil, offset: Int32? = nil,
    as caller: Caller = shopkeeper
  ) async throws -> OrderV1.ListOrdersResponse {
    try await channel.call(.listOrders, caller: caller) {
      $0.storeIds = storeIDs
      if let status { $0.status = status }
      if let limit { $0.limit = limit }
      if let offset { $0.offset = offset }
    }
  }

  func stats(of storeID: String, as caller: Caller = shopkeeper) async throws -> OrderV1.OrderStats {
    try await channel.call(.getOrderStats, caller: caller) { $0.storeID = storeID }
  }
}

/// A shop that charges through AbacatePay, with one product.
struct ChargingShop: Sendable {
  let world: OrderWorld
  let abacate: FakeAbacatePay
  let store: OrderV1.Store
  let coffee: OrderV1.Product

  func order(_ quantity: Int64 = 1, key: String? = nil) async throws -> OrderV1.Order {
    try await world.order([(coffee.id, quantity)], in: store.id, key: key)
  }

  /// Orders, and the id of the order's charge.
  func charged(_ quantity: Int64 = 1) async throws -> (order: OrderV1.Order, charge: String) {
    let order = try await order(quantity)
    return (order, order.paymentAttempts[0].externalID)
  }
}

/// Runs `body` with a shop whose AbacatePay key is its own.
func withChargingShop(
  _ engine: Engine, stock: Int64 = 10, key: String? = "abc_dev_store", installation: String? = nil,
  _ body: @escaping @Sendable (ChargingShop) async throws -> Void
) async throws {
  try await FakeAbacatePay.with { abacate, url in
    var settings = Settings()
    settings.abacatePay = Settings.Provider(apiKey: installation, baseURL: url)
    settings.tokens.service = "service-token"
    try await withOrderWorld(engine, settings: settings) { world in
      let store = try await world.createStore(pixKey: nil)
      try await world.set(store.id) {
        if let key { $0.abacatepayApiKey = key } else { $0.abacatepayEnabled = true }
        $0.pixExpiresMinutes = 60
      }
      let coffee = try await world.stockUp(cents: 1_500, stock: stock, in: store.id)
      try await body(ChargingShop(world: world, abacate: abacate, store: store, coffee: coffee))
    }
  }
}
