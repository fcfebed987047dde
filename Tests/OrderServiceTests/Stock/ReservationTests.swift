import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@Suite("Stock kept for orders that await payment")
struct ReservationTests {
  @Test("what one order keeps, another can't have", arguments: Engine.available)
  func keep(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore()
      #expect(store.reserveStock)
      #expect(store.reserveMinutes == 30)
      let coffee = try await world.stockUp(in: store.id)
      let first = try await world.order([(coffee.id, 7)], in: store.id)

      let kept = try await world.product(coffee.id)
      #expect([kept.stock, kept.reserved, kept.available] == [10, 7, 3])
      let refused = try await refusal { _ = try await world.order([(coffee.id, 4)], in: store.id) }
      #expect(refused.reason == "INSUFFICIENT_STOCK")
      #expect(refused.message.contains("4 wanted, 3 there"))

      try await world.move(first.id, to: .confirmed)
      let sold = try await world.product(coffee.id)
      #expect([sold.stock, sold.reserved, sold.available] == [3, 0, 3])
      #expect(try await world.verifyStock().discrepancies == [])
    }
  }

  @Test("calling an order off frees what was kept for it", arguments: Engine.available)
  func cancel(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore()
      let coffee = try await world.stockUp(in: store.id)
      let first = try await world.order([(coffee.id, 10)], in: store.id)
      try await world.move(first.id, to: .cancelled)
      #expect(try await world.product(coffee.id).reserved == 0)
      _ = try await world.order([(coffee.id, 10)], in: store.id)
      #expect(try await world.product(coffee.id).available == 0)
      #expect(try await world.verifyStock().discrepancies == [])
    }
  }

  @Test("what is overdue is free for the next buyer, worker or no worker", arguments: Engine.available)
  func expire(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore(minutes: 15)
      let coffee = try await world.stockUp(in: store.id)
      let late = try await world.order([(coffee.id, 10)], in: store.id)
      world.clock.advance(by: .seconds(15 * 60 - 1))
      let early = try await refusal { _ = try await world.order([(coffee.id, 1)], in: store.id) }
      #expect(early.reason == "INSUFFICIENT_STOCK")
      world.clock.advance(by: .seconds(1))
      let quick = try await world.order([(coffee.id, 6)], in: store.id)
      #expect(try await world.product(coffee.id).reserved == 6)

      // The first buyer pays after all, and gets what is left: too little.
      let refused = try await refusal { try await world.move(late.id, to: .confirmed) }
      #expect(refused.reason == "INSUFFICIENT_STOCK")
      try await world.move(quick.id, to: .confirmed)
      #expect(try await world.product(coffee.id).stock == 4)
      #expect(try await world.verifyStock().discrepancies == [])
    }
  }

  @Test("workers end overdue reservations once, however many sweep", arguments: Engine.available)
  func sweep(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore(minutes: 15)
      let coffee = try await world.stockUp(stock: 100, in: store.id)
      for _ in 0..<5 { _ = try await world.order([(coffee.id, 3)], in: store.id) }
      world.clock.advance(by: .seconds(600))
      _ = try await world.order([(coffee.id, 4)], in: store.id)
      world.clock.advance(by: .seconds(300))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 { group.addTask { try await world.sweepReservations() } }
        try await group.waitForAll()
      }
      #expect(try await world.product(coffee.id).reserved == 4)
      #expect(try await world.verifyStock().discrepancies == [])
    }
  }

  @Test("what was kept stays the order's own when the shop has less on the shelf", arguments: Engine.available)
  func shelf(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore()
      let coffee = try await world.stockUp(in: store.id)
      let first = try await world.order([(coffee.id, 5)], in: store.id)
      let second = try await world.order([(coffee.id, 5)], in: store.id)
      _ = try await world.stockUp(stock: 6, in: store.id)
      #expect(try await world.product(coffee.id).available == 0)
      // Whoever pays first is served.
      try await world.move(second.id, to: .confirmed)
      let refused = try await refusal { try await world.move(first.id, to: .confirmed) }
      #expect(refused.reason == "INSUFFICIENT_STOCK")
      #expect(try await world.product(coffee.id).stock == 1)
      #expect(try await world.verifyStock().discrepancies == [])
    }
  }

  @Test("a confirmed sale can't take what others have kept", arguments: Engine.available)
  func others(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore()
      let coffee = try await world.stockUp(in: store.id)
      _ = try await world.order([(coffee.id, 8)], in: store.id)
      // Cash on delivery awaits no payment, so nothing is kept for it.
      let cash = try await world.order([(coffee.id, 4)], in: store.id, .cod)
      #expect(try await world.product(coffee.id).reserved == 8)
      let refused = try await refusal { try await world.move(cash.id, to: .confirmed) }
      #expect(refused.reason == "INSUFFICIENT_STOCK")
      #expect(refused.message.contains("2 there"))
    }
  }

  @Test("a store without the setting keeps nothing, and its minutes have bounds", arguments: Engine.available)
  func setting(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      #expect(!store.reserveStock)
      let coffee = try await world.stockUp(in: store.id)
      _ = try await world.order([(coffee.id, 10)], in: store.id)
      #expect(try await world.product(coffee.id).reserved == 0)
      for minutes in [0, -5, 10_081] as [Int32] {
        let refused = try await refusal {
          _ = try await world.updateStore(
            .with {
              $0.id = store.id
              $0.reserveMinutes = minutes
            })
        }
        #expect(refused.violations.map(\.field) == ["reserve_minutes"])
      }
      let changed = try await world.updateStore(
        .with {
          $0.id = store.id
          $0.reserveStock = true
          $0.reserveMinutes = 5
        })
      #expect(changed.reserveStock)
      #expect(changed.reserveMinutes == 5)
      _ = try await world.order([(coffee.id, 10)], in: store.id)
      #expect(try await world.product(coffee.id).reserved == 10)
    }
  }
}
