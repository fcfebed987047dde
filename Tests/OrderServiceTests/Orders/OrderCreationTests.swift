import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@Suite("Creating orders")
struct OrderCreationTests {
  @Test("prices are the catalogue's, lines add up, and a PIX code comes back", arguments: Engine.available)
  func pix(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let bread = try await world.stockUp("PAO-1", name: "Pão", cents: 90, in: store.id)
      var request = OrderV1.CreateOrderRequest.lines(
        [(bread.id, 3), (coffee.id, 1), ("no-such-product", 1), (bread.id, 2)], in: store.id, .unspecified)
      request.customerInfo.name = "Bia"
      request.customerInfo.phone = "+5511912345678"
      request.leadID = "lead-1"
      request.agentID = "agent-1"
      request.notes = "sem pressa"
      let order = try await world.createOrder(request)

      #expect(order.items.map(\.productID) == [bread.id, coffee.id])
      #expect(order.items.map(\.quantity) == [5, 1])
      #expect(order.items.map(\.totalCents) == [450, 1890])
      #expect(order.totalCents == 2340)
      #expect(order.droppedProductIds == ["no-such-product"])
      #expect(order.status == .awaitingPayment)
      #expect(order.paymentMethod == .pix)
      #expect(order.version == 1)
      #expect(order.events.map(\.type) == ["created"])
      #expect(order.paymentAttempts.map(\.provider) == ["manual_pix"])
      #expect(order.paymentAttempts.map(\.status) == ["pending"])
      #expect(order.paymentAttempts.map(\.amountCents) == [2340])
      #expect(order.pixCopyPaste.contains("540523.405802BR"))
      #expect(order.pixCopyPaste.contains("5916Mercearia da Ana6009Sao Paulo"))
      #expect(order.pixCopyPaste.contains("6229" + "0525" + order.paymentAttempts[0].externalID))

      var read = try await world.order(order.id)
      #expect(read.droppedProductIds.isEmpty)
      read.droppedProductIds = order.droppedProductIds
      #expect(read == order)
      #expect(try await world.product(bread.id).stock == 10, "stock goes down on confirmation only")
    }
  }

  @Test("cash on delivery waits for the shop, without a code", arguments: Engine.available)
  func cash(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id, .cod)
      #expect(order.status == .pending)
      #expect(!order.hasPixCopyPaste)
      #expect(order.paymentAttempts.map(\.provider) == ["cod"])
    }
  }

  @Test("a store without a PIX key takes PIX orders without a code", arguments: Engine.available)
  func withoutKey(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore(pixKey: nil)
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      #expect(order.status == .awaitingPayment)
      #expect(!order.hasPixCopyPaste)
    }
  }

  @Test("products that are unknown, hidden or another store's make no order", arguments: Engine.available)
  func nothingLeft(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let other = try await world.createStore(named: "Outra")
      let elsewhere = try await world.stockUp(in: other.id)
      let hidden = try await world.stockUp("H", name: "Escondido", in: store.id)
      var row = OrderV1.ProductRow.row("H", "Escondido", 1890)
      row.isActive = false
      try await world.upsert([row], in: store.id)
      let error = try await refusal {
        _ = try await world.order([(elsewhere.id, 1), (hidden.id, 1), ("x", 1)], in: store.id)
      }
      #expect(error.code == .invalidArgument)
      #expect(error.reason == "NO_VALID_ITEMS")
      #expect(error.violations.map(\.field) == ["items"])
      #expect(error.metadata["dropped_product_ids"] == "\(elsewhere.id),\(hidden.id),x")
    }
  }

  @Test("every bad field is named at once", arguments: Engine.available)
  func validation(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let error = try await refusal {
        _ = try await world.order(
          [("", 1), (coffee.id, 0), (coffee.id, 1_000_000), (coffee.id, 1)], in: store.id)
      }
      #expect(
        error.violations.map(\.field) == ["items[0].product_id", "items[1].quantity", "items[3].quantity"])
      let empty = try await refusal { _ = try await world.order([], in: "") }
      #expect(Set(empty.violations.map(\.field)) == ["store_id", "items"])
    }
  }

  @Test("an order too large for a PIX code is refused", arguments: Engine.available)
  func tooLarge(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let gold = try await world.stockUp("OURO", name: "Ouro", cents: 100_000_000_000, in: store.id)
      let error = try await refusal { _ = try await world.order([(gold.id, 1_000_000)], in: store.id) }
      #expect(error.reason == "TOTAL_TOO_LARGE")
    }
  }

  @Test("a closed store takes no orders", arguments: Engine.available)
  func closed(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      _ = try await world.updateStore(
        .with {
          $0.id = store.id
          $0.isActive = false
        })
      let error = try await refusal { _ = try await world.order([(coffee.id, 1)], in: store.id) }
      #expect(error.reason == "STORE_INACTIVE")
    }
  }

  @Test("the same key makes one order, with another body it is refused", arguments: Engine.available)
  func idempotent(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let first = try await world.order([(coffee.id, 1), ("x", 1)], in: store.id, key: "k")
      world.clock.advance(by: .seconds(60))
      #expect(try await world.order([(coffee.id, 1), ("x", 1)], in: store.id, key: "k") == first)
      let error = try await refusal { _ = try await world.order([(coffee.id, 2)], in: store.id, key: "k") }
      #expect(error.code == .aborted)
      #expect(error.reason == "IDEMPOTENCY_KEY_REUSED")
      let orders = try await world.database.read { tx in
        try tx.first("SELECT COUNT(*) FROM orders", as: { try $0.int(0) })
      }
      #expect(orders == 1)
    }
  }

  @Test("a key sent many times at once makes one order", arguments: Engine.available)
  func idempotentUnderFire(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<20 {
          group.addTask {
            try await untilServed { try await world.order([(coffee.id, 1)], in: store.id, key: "k") }.id
          }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(ids.count == 1)
    }
  }
}

/// Sends a call again that lost against another: what a client does on ABORTED `CONFLICT`.
func untilServed<T>(_ body: () async throws -> T) async throws -> T {
  while true {
    do {
      return try await body()
    } catch let error as ServiceError where error.reason == "CONFLICT" || error.reason == "DATABASE_BUSY" {
      await Task.yield()
    }
  }
}
