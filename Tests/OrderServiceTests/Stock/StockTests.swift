import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import OrderService

@Suite("Stock of orders")
struct StockTests {
  @Test("taking an order's items happens once, whatever is repeated", arguments: Engine.available)
  func decrement(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 4)], in: store.id)

      let first = try await world.decrement(order.id)
      #expect(first.applied)
      #expect(first.items.map(\.delta) == [-4])
      #expect(first.items.map(\.onHand) == [6])
      #expect(first.items.map(\.ordered) == [4])
      #expect(first.items.map(\.sku) == ["CAF-1"])

      let again = try await world.decrement(order.id)
      #expect(!again.applied)
      #expect(again.items.map(\.delta) == [0])
      #expect(again.items.map(\.onHand) == [6])

      try await world.move(order.id, to: .confirmed)
      #expect(try await world.product(coffee.id).stock == 6)
      #expect(try await world.verifyStock().discrepancies == [])
    }
  }

  @Test("putting items back happens once, and an order does not take them a second time", arguments: Engine.available)
  func restore(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 4)], in: store.id)
      #expect(try await !world.restore(order.id).applied)

      try await world.decrement(order.id)
      let restored = try await world.restore(order.id)
      #expect(restored.applied)
      #expect(restored.items.map(\.delta) == [4])
      #expect(restored.items.map(\.onHand) == [10])
      #expect(try await !world.restore(order.id).applied)
      #expect(try await world.product(coffee.id).stock == 10)

      let taken = try await refusal { try await world.decrement(order.id) }
      #expect(taken.reason == "STOCK_PUT_BACK")
      let confirmed = try await refusal { try await world.move(order.id, to: .confirmed) }
      #expect(confirmed.reason == "STOCK_PUT_BACK")
      #expect(try await world.order(order.id).status == .awaitingPayment)
      #expect(try await world.product(coffee.id).stock == 10)
    }
  }

  @Test("what an order took before it was confirmed comes back when it is cancelled", arguments: Engine.available)
  func cancelAfterDecrement(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 4)], in: store.id)
      try await world.decrement(order.id)
      try await world.move(order.id, to: .cancelled)
      #expect(try await world.product(coffee.id).stock == 10)
      #expect(try await !world.restore(order.id).applied)
      let refused = try await refusal { try await world.decrement(order.id) }
      #expect(refused.reason == "STOCK_PUT_BACK")
      #expect(try await world.verifyStock().discrepancies == [])
    }
  }

  @Test("the items of a confirmed order are sold until it is cancelled", arguments: Engine.available)
  func sold(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 4)], in: store.id)
      try await world.move(order.id, to: .confirmed)
      let refused = try await refusal { try await world.restore(order.id) }
      #expect(refused.code == .failedPrecondition)
      #expect(refused.reason == "ORDER_NOT_CANCELLED")
      #expect(try await world.product(coffee.id).stock == 6)
      try await world.move(order.id, to: .cancelled)
      #expect(try await !world.restore(order.id).applied)
      #expect(try await world.product(coffee.id).stock == 10)
    }
  }

  @Test("too little of one product takes none of any", arguments: Engine.available)
  func shortage(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let bread = try await world.stockUp("PAO-1", name: "Pão Francês", stock: 1, in: store.id)
      let order = try await world.order([(coffee.id, 4), (bread.id, 2)], in: store.id)
      let refused = try await refusal { try await world.decrement(order.id) }
      #expect(refused.reason == "INSUFFICIENT_STOCK")
      #expect(refused.metadata["product_ids"] == bread.id)
      #expect(try await world.product(coffee.id).stock == 10)
      #expect(try await world.product(bread.id).stock == 1)
      // Nothing was noted down either: with more bread the same order goes through.
      _ = try await world.stockUp("PAO-1", name: "Pão Francês", stock: 2, in: store.id)
      #expect(try await world.decrement(order.id).items.map(\.onHand) == [6, 0])
    }
  }

  @Test("an order of somebody else's store does not exist", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      let stranger = Caller(userID: "user-bob", credential: .internalToken)
      let otherTenant = Caller(tenantID: "tenant-b", credential: .service)
      for caller in [stranger, otherTenant] {
        let taken = try await refusal { try await world.decrement(order.id, as: caller) }
        #expect(taken.reason == "ORDER_NOT_FOUND")
        let restored = try await refusal { try await world.restore(order.id, as: caller) }
        #expect(restored.reason == "ORDER_NOT_FOUND")
      }
      #expect(try await world.product(coffee.id).stock == 10)
    }
  }

  @Test("a stock that is not the sum of its movements is found", arguments: Engine.available)
  func verify(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let bread = try await world.stockUp("PAO-1", name: "Pão Francês", in: store.id)
      #expect(try await world.verifyStock() == .init(products: 2, discrepancies: []))
      try await world.database.write { tx in
        _ = try tx.execute("UPDATE products SET stock = 11 WHERE id = ?", coffee.id)
        _ = try tx.execute("UPDATE products SET reserved = 3 WHERE id = ?", bread.id)
      }
      let found = try await world.verifyStock()
      #expect(found.discrepancies.map(\.sku) == ["CAF-1", "PAO-1"])
      #expect(found.discrepancies.map(\.stock) == [11, 10])
      #expect(found.discrepancies.map(\.movements) == [10, 10])
      #expect(found.discrepancies.map(\.reserved) == [0, 3])
      #expect(found.discrepancies.map(\.reservations) == [0, 0])
    }
  }

  @Test("the database itself keeps stock from falling below zero", arguments: Engine.available)
  func constraint(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      for column in ["stock", "reserved"] {
        await #expect(throws: StorageError.self) {
          try await world.database.write { tx in
            _ = try tx.execute("UPDATE products SET \(column) = -1 WHERE id = ?", coffee.id)
          }
        }
      }
    }
  }
}
