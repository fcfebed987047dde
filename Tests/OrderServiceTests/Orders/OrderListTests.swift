import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import OrderService

@Suite("Lists of orders")
struct OrderListTests {
  private static let stranger = Caller(userID: "user-eva", credential: .internalToken)

  @Test("newest first, by store and status, with the page's place and the total", arguments: Engine.available)
  func filters(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let (one, two) = (try await world.createStore(), try await world.createStore(named: "Outra"))
      let coffee = try await world.stockUp(stock: 100, in: one.id)
      let bread = try await world.stockUp("PAO", stock: 100, in: two.id)
      var ids: [String] = []
      for index in 0..<7 {
        let isFirst = index.isMultiple(of: 2)
        ids.append(
          try await world.order([(isFirst ? coffee.id : bread.id, 1)], in: isFirst ? one.id : two.id).id)
        world.clock.advance(by: .seconds(1))
      }
      for index in [0, 1, 4] { try await world.move(ids[index], to: .confirmed) }
      func page(
        _ stores: [String] = [], _ status: OrderV1.OrderStatus? = nil, _ limit: Int32? = nil, _ offset: Int32? = nil
      ) async throws -> (indices: [Int], total: Int64) {
        let response = try await world.orders(stores, status: status, limit: limit, offset: offset)
        #expect(response.limit == limit ?? 50 && response.offset == offset ?? 0)
        return (response.items.compactMap { ids.firstIndex(of: $0.id) }, response.total)
      }
      #expect(try await page() == ([6, 5, 4, 3, 2, 1, 0], 7))
      #expect(try await page([one.id]) == ([6, 4, 2, 0], 4))
      #expect(try await page(["\(one.id),\(two.id)"], nil, 3, 2) == ([4, 3, 2], 7))
      #expect(try await page([one.id, two.id], .confirmed) == ([4, 1, 0], 3))
      #expect(try await page([two.id], .awaitingPayment, 1, 1) == ([3], 2))
      #expect(try await page([one.id], .shipped) == ([], 0))
      #expect(try await page([], nil, 50, 7) == ([], 7))
      let item = try #require(try await world.orders([one.id]).items.first)
      #expect(item.totalCents == 1_890 && item.items.isEmpty && item.events.isEmpty)
    }
  }

  @Test("a store outside the actor's companies is refused, alone or among others", arguments: Engine.available)
  func forbidden(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      world.auth.set(["company-b"], of: "user-eva")
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      _ = try await world.order([(coffee.id, 1)], in: store.id)
      let theirs = try await world.createStore(.with { $0.name = "Eva" }, as: Self.stranger)
      for ids in [[store.id], [theirs.id, store.id], ["no-such-store"]] {
        let error = try await refusal { _ = try await world.orders(ids, as: Self.stranger) }
        #expect(error.code == .permissionDenied)
        #expect(error.reason == "STORE_NOT_ALLOWED")
        #expect(error.metadata["store_ids"] == ids.last)
      }
      #expect(try await world.orders(as: Self.stranger).total == 0)
      #expect(try await world.orders(as: OrderWorld.agent).total == 1)
      let bad = try await refusal { _ = try await world.orders(limit: 201, offset: -1) }
      #expect(bad.violations.map(\.field) == ["limit", "offset"])
    }
  }

  @Test("figures follow every change, whether it is added up yet or not", arguments: Engine.available)
  func stats(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(cents: 1_001, stock: 100, in: store.id)
      var ids: [String] = []
      for quantity in 1...4 { ids.append(try await world.order([(coffee.id, Int64(quantity))], in: store.id).id) }
      try await world.move(ids[0], to: .confirmed)
      try await world.move(ids[1], to: .confirmed)
      try await world.move(ids[1], to: .shipped)
      try await world.move(ids[1], to: .delivered)
      try await world.move(ids[2], to: .cancelled)
      func check() async throws {
        let stats = try await world.stats(of: store.id)
        #expect(stats.totalOrders == 4 && stats.openOrders == 2)
        #expect(stats.revenueCents == 3_003 && stats.averageOrderCents == 1_502)
        #expect(stats.currency == "BRL")
        let counts = stats.byStatus.map { [Int64($0.status.rawValue), $0.orders, $0.totalCents] }
        #expect(
          counts == [
            [1, 0, 0], [2, 1, 4_004], [3, 0, 0], [4, 1, 1_001], [5, 0, 0], [6, 0, 0], [7, 1, 2_002], [8, 1, 3_003],
          ])
        #expect(try await world.orders([store.id], status: .delivered).total == 1)
      }
      try await check()
      try await world.database.write(tenant: Caller.defaultTenantID) { tenant in try tenant.foldTallies(of: store.id) }
      try await check()
      #expect(try await world.stats(of: store.id).ordersLast24Hours == 4)
      world.clock.advance(by: .seconds(86_401))
      #expect(try await world.stats(of: store.id).ordersLast24Hours == 0)
      let hidden = try await refusal { _ = try await world.stats(of: store.id, as: Self.stranger) }
      #expect(hidden.reason == "STORE_NOT_FOUND")
    }
  }

  @Test("pages far down are what counting them out gives, in one store and in several", arguments: Engine.available)
  func deep(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let stores = [
        try await world.createStore(), try await world.createStore(named: "B"), try await world.createStore(named: "C"),
      ].map(\.id)
      let seeded = try await seed([2_000, 700, 30], in: stores, world)
      let admin = try await OrderService.administration(world.environment)
      try await admin.recountOrders()
      let marks = try await world.database.read { tx in
        try tx.first("SELECT COUNT(*) FROM order_marks", as: { try $0.int(0) })
      }
      #expect(marks == 9, "seven among 2,000 and two among 700")
      for chosen in [[stores[0]], [stores[1]], stores, [stores[2], stores[0]]] {
        let expected = seeded.filter { chosen.contains($0.storeID) }.reversed().map(\.id)
        for offset in Swift.stride(from: 0, through: expected.count + 20, by: 97) {
          let page = try await world.orders(chosen, limit: 20, offset: Int32(offset))
          #expect(page.items.map(\.id) == Array(expected.dropFirst(offset).prefix(20)), "\(chosen.count) at \(offset)")
          #expect(page.total == Int64(expected.count))
        }
      }
    }
  }

  private struct Seeded {
    var id: String
    var storeID: String
  }

  /// Orders of a month ago, oldest first, some of them of one moment.
  private func seed(_ counts: [Int], in stores: [String], _ world: OrderWorld) async throws -> [Seeded] {
    let start = world.clock.now().adding(.seconds(-30 * 86_400))
    let all = zip(counts, stores).enumerated().flatMap { place, pair in
      (0..<pair.0).map { index -> (at: Timestamp, order: Seeded) in
        let digits = String(1_000_000 + index * 10 + place)
        let at = start.adding(.seconds(index / 3 * 7 + place))
        return (at, Seeded(id: "00000000-0000-7000-8000-00000\(digits)", storeID: pair.1))
      }
    }
    try await world.database.write(tenant: Caller.defaultTenantID) { tenant in
      try tenant.insert(
        into: "orders",
        [
          "tenant_id", "id", "store_id", "status", "payment_method", "total_cents", "currency", "version", "created_at",
          "updated_at",
        ],
        all.map {
          [
            .text(Caller.defaultTenantID), .text($0.order.id), .text($0.order.storeID), .text("delivered"),
            .text("cod"), .int(100), .text("BRL"), .int(1), $0.at.sqlValue, $0.at.sqlValue,
          ]
        })
    }
    return all.sorted { ($0.at.microseconds, $0.order.id) < ($1.at.microseconds, $1.order.id) }.map(\.order)
  }

  @Test("the keeper adds up what has piled up and marks what has settled", arguments: Engine.available)
  func keeper(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(stock: 1_000, in: store.id)
      for _ in 0..<300 { _ = try await world.order([(coffee.id, 1)], in: store.id, .cod) }
      let keeper = OrderTallyKeeper(database: world.database, clock: world.clock)
      func rows() async throws -> [Int64] {
        try await world.database.read { tx in
          [
            try tx.first("SELECT COUNT(*) FROM order_tallies", as: { try $0.int(0) }) ?? 0,
            try tx.first("SELECT COUNT(*) FROM order_marks", as: { try $0.int(0) }) ?? 0,
          ]
        }
      }
      #expect(try await rows() == [300, 0])
      try await keeper.sweep()
      #expect(try await rows() == [1, 0], "too young for marks")
      world.clock.advance(by: OrderMark.settled)
      try await keeper.sweep()
      #expect(try await rows() == [1, 1])
      #expect(try await world.orders([store.id]).total == 300)
    }
  }
}

@Suite("Versions of orders")
struct OrderVersionTests {
  @Test("every kind of change is refused when another came first", arguments: Engine.available)
  func conflict(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      _ = try await world.prove(order.id) { $0.expectedVersion = 1 }
      let before = try await world.order(order.id)
      let changes: [() async throws -> Void] = [
        { _ = try await world.prove(order.id) { $0.expectedVersion = 1 } },
        {
          _ = try await world.checkout(order.id) {
            $0.brCode = "x"
            $0.expectedVersion = 1
          }
        }, { _ = try await world.record(order.id, "failed") { $0.expectedVersion = 1 } },
        {
          try await world.channel.call(.transitionOrder, caller: OrderWorld.shopkeeper) {
            $0.id = order.id
            $0.to = .cancelled
            $0.expectedVersion = 1
          }
        },
      ]
      for change in changes {
        let error = try await refusal(change)
        #expect(error.code == .aborted)
        #expect(error.reason == "VERSION_CONFLICT")
      }
      #expect(try await world.order(order.id) == before)
    }
  }
}
