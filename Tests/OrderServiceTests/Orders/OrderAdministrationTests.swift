import Contracts
import Runtime
import TestSupport
import Testing

@testable import OrderService

@Suite("What operators do to orders and stores")
struct OrderAdministrationTests {
  private func administration(_ world: OrderWorld) async throws -> OrderAdministration {
    try await OrderService.administration(world.environment)
  }

  private static let tenant = Caller.defaultTenantID

  @Test("orders are listed, looked at and called off, and the audit log tells", arguments: Engine.available)
  func orders(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let admin = try await administration(world)
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 2)], in: store.id)
      try await world.move(order.id, to: .confirmed)
      let listed = try await admin.listOrders(
        tenantID: Self.tenant, storeID: store.id, status: "confirmed", limit: 10, offset: 0)
      #expect(listed.map(\.id) == [order.id])
      let elsewhere = try await admin.listOrders(tenantID: "other", storeID: nil, status: nil, limit: 10, offset: 0)
      #expect(elsewhere.isEmpty)
      try await admin.cancelOrder(tenantID: Self.tenant, order.id, because: "Fraud.")
      #expect(try await world.product(coffee.id).stock == 10)
      let shown = try await admin.order(tenantID: Self.tenant, order.id)
      #expect(shown.status == "cancelled")
      #expect(shown.events?.last == "status_changed: confirmed → cancelled")
      #expect(shown.payments == ["manual_pix refund_due 3780"])
      _ = try await world.relay.drain()
      let told = try #require(world.auth.audit.first { $0.action == "order.cancelled_by_operator" })
      #expect(told.targetID == order.id && told.details == ["reason": "Fraud."] && told.actorUserID.isEmpty)
      await #expect(throws: OrderError.self) {
        try await admin.cancelOrder(tenantID: Self.tenant, order.id, because: "Again.")
      }
      await #expect(throws: OrderError.self) { _ = try await admin.order(tenantID: "other", order.id) }
      _ = try await refusal {
        _ = try await admin.listOrders(tenantID: Self.tenant, storeID: nil, status: "lost", limit: 10, offset: 0)
      }
    }
  }

  @Test("a store is closed, and what its orders keep is given back", arguments: Engine.available)
  func stores(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let admin = try await administration(world)
      let store = try await world.createReservingStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 4)], in: store.id)
      let kept = try await admin.listReservations(tenantID: Self.tenant, storeID: store.id, limit: 10)
      #expect(kept.map(\.quantity) == [4] && kept.map(\.orderID) == [order.id])
      #expect(try await admin.releaseReservations(tenantID: Self.tenant, orderID: order.id) == 4)
      #expect(try await admin.releaseReservations(tenantID: Self.tenant, orderID: order.id) == 0)
      #expect(try await world.product(coffee.id).available == 10)
      #expect(try await world.verifyStock().discrepancies.isEmpty)

      try await admin.closeStore(tenantID: Self.tenant, store.id)
      #expect(try await admin.listStores(tenantID: Self.tenant).map(\.isActive) == [false])
      let refused = try await refusal { _ = try await world.order([(coffee.id, 1)], in: store.id) }
      #expect(refused.reason == "STORE_INACTIVE")
      await #expect(throws: OrderError.self) { try await admin.closeStore(tenantID: Self.tenant, "x") }
    }
  }

  @Test("a store's ERP is switched off, its secrets stay", arguments: Engine.available)
  func stockSync(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      let admin = try await administration(world)
      #expect(try await admin.listStockSync(tenantID: Self.tenant).map(\.inboundEnabled) == [true])
      try await admin.disableStockSync(tenantID: Self.tenant, storeID: store)
      #expect(try await admin.listStockSync(tenantID: Self.tenant).map(\.inboundEnabled) == [false])
      let message = try ERPMessage("CAF-1", 1, version: 1, id: "m1", at: world.seconds, by: secret)
      let refused = try await refusal { _ = try await world.receive(message, for: store) }
      #expect(refused.reason == "INBOUND_DISABLED")
    }
  }
}
