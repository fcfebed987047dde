import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@Suite("Moving orders")
struct OrderTransitionTests {
  @Test("confirmation takes the stock, and each step is an event with its actor", arguments: Engine.available)
  func confirm(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 4)], in: store.id)
      world.clock.advance(by: .seconds(5))
      let confirmed = try await world.move(order.id, to: .confirmed, from: .awaitingPayment, reason: "pago")
      #expect(confirmed.status == .confirmed)
      #expect(confirmed.version == 2)
      #expect(confirmed.events.map(\.type) == ["created", "status_changed"])
      #expect(confirmed.events[1].fromStatus == .awaitingPayment)
      #expect(confirmed.events[1].toStatus == .confirmed)
      #expect(confirmed.events[1].actorUserID == "user-ana")
      #expect(confirmed.events[1].reason == "pago")
      #expect(!confirmed.events[0].hasActorUserID)
      #expect(confirmed.paymentAttempts.map(\.status) == ["succeeded"])
      #expect(confirmed.updatedAt.seconds == order.updatedAt.seconds + 5)
      #expect(try await world.order(order.id) == confirmed)
      #expect(try await world.product(coffee.id).stock == 6)
      #expect(try await world.movements(of: coffee.id) == 6)

      let shipped = try await world.move(order.id, to: .shipped, as: OrderWorld.agent)
      #expect(!shipped.events[2].hasActorUserID)
      #expect(try await world.move(order.id, to: .delivered).status == .delivered)
    }
  }

  @Test("cancelling puts back what was taken, once", arguments: Engine.available)
  func cancel(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 4)], in: store.id)
      try await world.move(order.id, to: .confirmed)
      let cancelled = try await world.move(order.id, to: .cancelled)
      #expect(cancelled.paymentAttempts.map(\.status) == ["refund_due"], "the money goes back")
      #expect(try await world.product(coffee.id).stock == 10)
      #expect(try await world.movements(of: coffee.id) == 10)
      let again = try await refusal { try await world.move(order.id, to: .cancelled) }
      #expect(again.reason == "ILLEGAL_TRANSITION")
      #expect(again.metadata["allowed"] == "")
      #expect(try await world.product(coffee.id).stock == 10)
    }
  }

  @Test("cancelling what was never confirmed leaves the stock alone", arguments: Engine.available)
  func cancelUnconfirmed(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 4)], in: store.id)
      let cancelled = try await world.move(order.id, to: .cancelled)
      #expect(cancelled.paymentAttempts.map(\.status) == ["failed"])
      #expect(try await world.product(coffee.id).stock == 10)
    }
  }

  @Test("an illegal step names the legal ones and leaves the order as it was", arguments: Engine.available)
  func illegal(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      let error = try await refusal { try await world.move(order.id, to: .delivered) }
      #expect(error.code == .failedPrecondition)
      #expect(error.reason == "ILLEGAL_TRANSITION")
      #expect(error.metadata["allowed"] == "awaiting_proof,confirmed,cancelled")
      #expect(error.message.contains("awaiting_proof, confirmed or cancelled"))
      #expect(try await world.order(order.id) == order)
    }
  }

  @Test("a caller with an old picture of the order is told", arguments: Engine.available)
  func changed(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      try await world.move(order.id, to: .confirmed)
      let error = try await refusal { try await world.move(order.id, to: .cancelled, from: .awaitingPayment) }
      #expect(error.code == .aborted)
      #expect(error.reason == "STATUS_CHANGED")
      #expect(error.metadata["current"] == "confirmed")
      let missing = try await refusal { try await world.move(order.id, to: .unspecified) }
      #expect(missing.violations.map(\.field) == ["to"])
    }
  }

  @Test("too little of one product takes none of any", arguments: Engine.available)
  func allOrNothing(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let bread = try await world.stockUp("PAO", name: "Pão", cents: 90, stock: 2, in: store.id)
      let milk = try await world.stockUp("LEI", name: "Leite", cents: 579, stock: 0, in: store.id)
      let order = try await world.order([(coffee.id, 1), (bread.id, 3), (milk.id, 1)], in: store.id)
      let error = try await refusal { try await world.move(order.id, to: .confirmed) }
      #expect(error.code == .failedPrecondition)
      #expect(error.reason == "INSUFFICIENT_STOCK")
      #expect(error.metadata["product_ids"]?.split(separator: ",").map(String.init) == [bread.id, milk.id].sorted())
      #expect(error.message.contains("Pão (3 wanted, 2 there)"))
      #expect(try await world.product(coffee.id).stock == 10)
      #expect(try await world.movements(of: coffee.id) == 10)
      #expect(try await world.order(order.id) == order)
      try await world.upsert([.row("PAO", "Pão", 90, 3), .row("LEI", "Leite", 579, 1)], in: store.id)
      try await world.move(order.id, to: .confirmed)
      #expect(try await world.products(in: store.id).items.map(\.stock) == [9, 0, 0])
    }
  }

  @Test("the same key takes a step once", arguments: Engine.available)
  func idempotent(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      let first = try await world.move(order.id, to: .confirmed, key: "k")
      try await world.move(order.id, to: .shipped)
      #expect(try await world.move(order.id, to: .confirmed, key: "k") == first)
      #expect(try await world.product(coffee.id).stock == 9)
    }
  }

  @Test("sixty buyers race for the last ten units, and ten get one", arguments: Engine.available)
  func race(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(stock: 10, in: store.id)
      let bread = try await world.stockUp("PAO", name: "Pão", cents: 90, stock: 1_000, in: store.id)
      var orders: [String] = []
      for buyer in 0..<60 {
        // In both orders, so that a deadlock would show.
        let basket: [(String, Int64)] = [(coffee.id, 1), (bread.id, 1)]
        let lines = buyer.isMultiple(of: 2) ? basket : basket.reversed()
        orders.append(try await world.order(lines, in: store.id, .cod).id)
      }
      let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
        for id in orders {
          group.addTask {
            do {
              return "\(try await untilServed { try await world.move(id, to: .confirmed) }.status)"
            } catch let error as ServiceError {
              return error.reason
            }
          }
        }
        return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
      }
      #expect(outcomes == ["confirmed": 10, "INSUFFICIENT_STOCK": 50])
      #expect(try await world.product(coffee.id).stock == 0)
      #expect(try await world.product(bread.id).stock == 990)
      #expect(try await world.movements(of: coffee.id) == 0)

      var confirmed = 0
      for id in orders where try await world.order(id).status == .confirmed {
        confirmed += 1
        try await world.move(id, to: .cancelled)
      }
      #expect(confirmed == 10)
      #expect(try await world.product(coffee.id).stock == 10)
      #expect(try await world.movements(of: coffee.id) == 10)
    }
  }
}
