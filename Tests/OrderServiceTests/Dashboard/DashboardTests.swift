import Contracts
import Runtime
import TestSupport
import Testing

@Suite("A store's dashboard")
struct DashboardTests {
  static func dashboard(
    _ world: OrderWorld, _ storeID: String, days: Int32? = nil, as caller: Caller = OrderWorld.shopkeeper
  ) async throws -> OrderV1.Dashboard {
    try await world.channel.call(.getDashboard, caller: caller) {
      $0.storeID = storeID
      if let days { $0.days = days }
    }
  }

  @Test("counts orders, leads, products and conversations", arguments: Engine.available)
  func figures(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      _ = try await LeadTests.ensure(world, store.id)
      let empty = try await Self.dashboard(world, store.id)
      #expect(empty.orders.total == 0 && empty.orders.byStatus.count == 8 && empty.orders.averageTicketCents == 0)
      #expect(empty.leads.total == 1 && empty.leads.byChannel.map(\.name) == ["whatsapp"])
      #expect(empty.products.total == 1 && empty.products.active == 1 && empty.products.outOfStock == 0)
      #expect(empty.conversations.total == 3 && empty.conversations.activeInPeriod == 2)
      #expect(empty.conversations.recent.map(\.leadID) == ["lead-of-\(store.id)"])
      #expect(!empty.hasConversationsError)

      let old = try await world.order([(coffee.id, 1)], in: store.id)
      try await world.move(old.id, to: .confirmed)
      world.clock.advance(by: .seconds(10 * 86_400))
      let sold = try await world.order([(coffee.id, 3)], in: store.id)
      try await world.move(sold.id, to: .confirmed)
      let open = try await world.order([(coffee.id, 2)], in: store.id)
      let week = try await Self.dashboard(world, store.id, days: 7)
      #expect(week.orders.total == 3 && week.orders.inPeriod == 2)
      #expect(week.orders.revenueCentsInPeriod == sold.totalCents && week.orders.averageTicketCents == sold.totalCents)
      #expect(week.orders.byStatus.first { $0.name == "confirmed" }?.count == 2)
      #expect(Set(week.orders.recent.map(\.id)) == [old.id, sold.id, open.id])
      #expect(week.products.bestSellers.map(\.units) == [3])
      let month = try await Self.dashboard(world, store.id)
      #expect(month.orders.inPeriod == 3 && month.products.bestSellers.map(\.units) == [4])
    }
  }

  @Test("shows a gap where the conversations were when the agent service is away", arguments: Engine.available)
  func gap(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      world.messages.goAway()
      let dashboard = try await Self.dashboard(world, store.id)
      #expect(!dashboard.hasConversations && dashboard.conversationsError == "The agent service is away.")
      #expect(dashboard.leads.byStatus.map(\.name) == ["new", "engaged", "qualified", "converted", "lost"])
    }
  }

  @Test("is refused for others' stores and for bad periods", arguments: Engine.available)
  func refused(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let stranger = Caller(userID: "user-bob", credential: .internalToken)
      let foreign = try await refusal { _ = try await Self.dashboard(world, store.id, as: stranger) }
      #expect(foreign.reason == "STORE_NOT_FOUND")
      let bad = try await refusal { _ = try await Self.dashboard(world, store.id, days: 0) }
      #expect(bad.violations.map(\.field) == ["days"])
    }
  }
}
