import Contracts
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing

@testable import OrderService

/// Buyers who don't wait for each other, over two instances of the service where the engine allows it.
@Suite("A race for the last units", .serialized)
struct StockRaceTests {
  private static let units: Int64 = 10

  @Test("a thousand buyers get the last ten units, once each", arguments: Engine.available)
  func confirm(engine: Engine) async throws {
    try await withInstances(engine) { worlds in
      let world = worlds[0]
      let store = try await world.createStore()
      let coffee = try await world.stockUp(stock: Self.units, in: store.id)
      let orders = try await Self.concurrently(1_000) { index in
        try await worlds[index % worlds.count].order([(coffee.id, 1)], in: store.id).id
      }
      let confirmed = try await Self.concurrently(orders.count) { index in
        try await Self.attempt { try await worlds[index % worlds.count].move(orders[index], to: .confirmed) }
      }
      #expect(confirmed.count { $0 } == 10)
      #expect(try await world.product(coffee.id).stock == 0)
      #expect(try await world.confirmedOrders() == 10)
      #expect(try await world.verifyStock() == .init(products: 1, discrepancies: []))
    }
  }

  @Test("takes, puts-back and transitions that cross each other add up", arguments: Engine.available)
  func cross(engine: Engine) async throws {
    try await withInstances(engine) { worlds in
      let world = worlds[0]
      let store = try await world.createStore()
      let coffee = try await world.stockUp(stock: Self.units, in: store.id)
      let orders = try await Self.concurrently(60) { index in
        try await worlds[index % worlds.count].order([(coffee.id, 1)], in: store.id).id
      }
      // Each order is taken, confirmed, called off and put back at once, from both instances.
      _ = try await Self.concurrently(orders.count * 6) { index in
        let (id, world) = (orders[index / 6], worlds[index % worlds.count])
        return try await Self.attempt {
          switch index % 6 {
          case 0, 1: try await world.decrement(id)
          case 2, 3: try await world.move(id, to: .confirmed)
          case 4: try await world.move(id, to: .cancelled)
          default: try await world.restore(id)
          }
        }
      }
      let sold = try await world.confirmedOrders()
      #expect(sold <= Self.units)
      let verified = try await world.verifyStock()
      #expect(verified.discrepancies == [])
      // Whatever came first: what is gone belongs to orders that hold it.
      let holding = try await world.ordersHoldingStock()
      #expect(try await world.product(coffee.id).stock == Self.units - holding)
      for id in orders where try await world.order(id).status == .cancelled {
        #expect(try await !world.restore(id).applied)
      }
    }
  }

  @Test("orders of one instance and expiry on the other never keep more than there is", arguments: Engine.available)
  func reservations(engine: Engine) async throws {
    try await withInstances(engine) { worlds in
      let world = worlds[0]
      let store = try await world.createReservingStore(minutes: 1)
      let coffee = try await world.stockUp(stock: Self.units, in: store.id)
      for _ in 0..<3 {
        let created = try await Self.concurrently(60) { index in
          try await Self.attempt { _ = try await worlds[index % worlds.count].order([(coffee.id, 1)], in: store.id) }
        }
        #expect(created.count { $0 } == 10)
        #expect(try await world.product(coffee.id).reserved == Self.units)
        world.clock.advance(by: .seconds(60))
        _ = try await Self.concurrently(4) { index in
          try await worlds[index % worlds.count].sweepReservations()
          return true
        }
        #expect(try await world.product(coffee.id).reserved == 0)
        #expect(try await world.verifyStock().discrepancies == [])
      }
    }
  }

  /// True when the call went through, false when stock or status stood against it; anything else is a
  /// defect. Conflicts that the engine gives up on are tried again, as clients do.
  private static func attempt(_ call: () async throws -> Void) async throws -> Bool {
    let refusals: Set<String> = [
      "INSUFFICIENT_STOCK", "STOCK_PUT_BACK", "ORDER_NOT_CANCELLED", "ILLEGAL_TRANSITION", "STATUS_CHANGED",
    ]
    while true {
      do {
        try await call()
        return true
      } catch let error as ServiceError where refusals.contains(error.reason) {
        return false
      } catch let error as ServiceError where error.reason == "CONFLICT" {
        continue
      }
    }
  }

  /// Runs many calls at once.
  /// - Returns: what each returned, in no particular order for those that return no index.
  private static func concurrently<T: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> T
  ) async throws -> [T] {
    try await withThrowingTaskGroup(of: (Int, T).self) { group in
      for index in 0..<count { group.addTask { (index, try await body(index)) } }
      var results: [(Int, T)] = []
      for try await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// Two instances over one PostgreSQL schema, each with connections of its own; SQLite knows one process.
  private func withInstances(_ engine: Engine, _ body: ([OrderWorld]) async throws -> Void) async throws {
    let place = try DatabasePlace(engine, schema: "order")
    let databases = try (0..<(engine == .postgres ? 2 : 1)).map { _ in try place.open(poolSize: 8) }
    let clock = TestClock()
    var worlds: [OrderWorld] = []
    for database in databases { worlds.append(try await OrderWorld(database, clock: clock)) }
    do {
      try await body(worlds)
    } catch {
      for database in databases { await database.close() }
      try? await place.remove()
      throw error
    }
    for database in databases { await database.close() }
    try await place.remove()
  }
}

extension OrderWorld {
  fileprivate func confirmedOrders() async throws -> Int64 {
    try await count("SELECT COUNT(*) FROM orders WHERE status = 'confirmed'")
  }

  /// Orders that took their items and have not put them back.
  fileprivate func ordersHoldingStock() async throws -> Int64 {
    try await count(
      """
      SELECT COUNT(*) FROM orders o WHERE
        EXISTS (SELECT 1 FROM stock_movements m WHERE m.order_id = o.id AND m.reason = 'order_confirmed')
        AND NOT EXISTS (SELECT 1 FROM stock_movements m WHERE m.order_id = o.id AND m.reason = 'order_cancelled')
      """)
  }

  private func count(_ sql: String) async throws -> Int64 {
    try await database.read { tx in try tx.first(sql, as: { try $0.int(0) }) ?? 0 }
  }
}
