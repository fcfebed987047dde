import Contracts
import Runtime
import Storage
import SwiftProtobuf
import TestSupport
import Testing

@Suite("Batch upsert")
struct ProductBatchTests {
  @Test("rows create and update by SKU, and stock is always the sum of its movements", arguments: Engine.available)
  func createAndUpdate(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let first = try await world.upsert(
        [
          .row("A", "Água", 249, 12, category: "Bebidas", description: "Sem gás"), .row("B", "Banana", 699),
        ], in: store.id)
      #expect((first.created, first.updated, first.failed) == (2, 0, 0))
      let second = try await world.upsert(
        [.row("A", "Água com Gás", 299, 7), .row("C", "Café", 1890, 3)], in: store.id)
      #expect((second.created, second.updated, second.failed) == (1, 1, 0))

      let products = try await world.products(in: store.id).items
      #expect(products.map(\.sku) == ["A", "B", "C"])
      let water = products[0]
      #expect(water.name == "Água com Gás")
      #expect(water.priceCents == 299)
      #expect(water.stock == 7)
      #expect(water.category == "Bebidas")
      #expect(water.description_p == "Sem gás")
      #expect(water.currency == "BRL")
      #expect(water.isActive)
      #expect(products.map(\.stock) == [7, 0, 3])
      for product in products { #expect(try await world.movements(of: product.id) == product.stock) }
      #expect(try await world.product(water.id) == water)
    }
  }

  @Test("invalid rows are named by line, the valid ones are applied", arguments: Engine.available)
  func partial(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let outcome = try await world.upsert(Self.mixed, in: store.id)
      #expect((outcome.created, outcome.updated, outcome.failed) == (2, 0, 6))
      #expect(outcome.errors.map(\.line) == [2, 3, 4, 5, 6, 7])
      #expect(outcome.errors.map(\.field) == ["sku", "name", "price_cents", "price_cents", "stock", "sku"])
      #expect(outcome.errors.last?.sku == "A")
      #expect(outcome.errors.last?.message.contains("line 1") == true)
      #expect(outcome.errors[1].message.contains("price_cents"))
      #expect(try await world.products(in: store.id).items.map(\.sku) == ["A", "G"])
    }
  }

  @Test("in an atomic batch one bad row keeps all from being applied", arguments: Engine.available)
  func atomic(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let refused = try await world.upsert(Self.mixed, in: store.id, mode: .atomic)
      #expect((refused.created, refused.updated, refused.failed) == (0, 0, 6))
      #expect(try await world.products(in: store.id).total == 0)
      let applied = try await world.upsert([Self.mixed[0]], in: store.id, mode: .atomic)
      #expect(applied.created == 1)
    }
  }

  private static let mixed: [OrderV1.ProductRow] = [
    .row("A", "Água", 249), .row(" ", "Sem número", 100), .row("B", "", -1), .row("C", "Sem preço", nil),
    .row("D", "Preço negativo", -1), .row("E", "Estoque negativo", 1, -5), .row("A", "Água de novo", 250),
    .row("G", "Goiabada", 1190),
  ]

  @Test("an empty list and one of more than 20,000 rows are refused", arguments: Engine.available)
  func sizes(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let empty = try await refusal { try await world.upsert([], in: store.id) }
      #expect(empty.violations.map(\.field) == ["products"])
      let rows = (0...20_000).map { OrderV1.ProductRow.row("S\($0)", "P", 1) }
      let long = try await refusal { try await world.upsert(rows, in: store.id) }
      #expect(long.violations.map(\.field) == ["products"])
    }
  }

  @Test("thousands of rows go in at once", arguments: Engine.available)
  func thousands(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let rows = (1...3_000).map { OrderV1.ProductRow.row("S\($0)", "Produto \($0)", Int64($0), 1) }
      #expect(try await world.upsert(rows, in: store.id).created == 3_000)
      #expect(try await world.upsert(rows, in: store.id).updated == 3_000)
      let page = try await world.products(in: store.id, limit: 2, offset: 2_998)
      #expect(page.total == 3_000)
      #expect(page.items.count == 2)
    }
  }

  @Test("attributes, pictures and visibility are kept, and left alone when left out", arguments: Engine.available)
  func fields(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      var row = OrderV1.ProductRow.row("A", "Água 💧", 249, 5, category: "Bebidas")
      row.attributes = try Google_Protobuf_Struct(jsonString: #"{"z":1.5,"a":{"b":[true,null,"é"]}}"#)
      row.imageURL = "https://example.com/agua.png"
      row.isActive = false
      try await world.upsert([row], in: store.id)
      let product = try #require(try await world.products(in: store.id).items.first)
      #expect(product.attributes == row.attributes)
      #expect(product.imageURL == row.imageURL)
      #expect(!product.isActive)

      world.clock.advance(by: .seconds(5))
      try await world.upsert([row], in: store.id)
      #expect(try await world.product(product.id) == product, "a row that says nothing new changes nothing")
      try await world.upsert([.row("A", "Água 💧", 250, category: "")], in: store.id)
      let changed = try await world.product(product.id)
      #expect(changed.attributes == product.attributes)
      #expect(changed.imageURL == product.imageURL)
      #expect(!changed.isActive)
      #expect(changed.stock == 5)
      #expect(!changed.hasCategory)
      #expect(changed.updatedAt.seconds == product.updatedAt.seconds + 5)

      row.imageURL = "javascript:alert(1)"
      #expect(try await world.upsert([row], in: store.id).errors.map(\.field) == ["image_url"])
    }
  }

  @Test("hidden products exist for people, not for agents", arguments: Engine.available)
  func hidden(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      var row = OrderV1.ProductRow.row("A", "Água", 249)
      row.isActive = false
      try await world.upsert([row], in: store.id)
      let id = try #require(try await world.products(in: store.id).items.first).id
      #expect(try await world.product(id).id == id)
      let error = try await refusal { _ = try await world.product(id, as: OrderWorld.agent) }
      #expect(error.reason == "PRODUCT_NOT_FOUND")
      #expect(try await world.search(.with { $0.storeID = store.id }).isEmpty)
    }
  }

  @Test("the same key applies a list once", arguments: Engine.available)
  func idempotent(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      var row = OrderV1.ProductRow.row("A", "Água", 249, 5)
      row.attributes = try Google_Protobuf_Struct(jsonString: #"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}"#)
      let first = try await world.upsert([row], in: store.id, key: "k")
      let again = try await world.upsert([row], in: store.id, key: "k")
      #expect(again == first)
      #expect(again.created == 1)
      row.stock = 9
      let error = try await refusal { try await world.upsert([row], in: store.id, key: "k") }
      #expect(error.reason == "IDEMPOTENCY_KEY_REUSED")
    }
  }

  @Test("pages have limits", arguments: Engine.available)
  func pages(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let page = try await world.products(in: store.id)
      #expect((page.limit, page.offset, page.total) == (50, 0, 0))
      for limit: Int32 in [0, 201, -1] {
        let error = try await refusal { _ = try await world.products(in: store.id, limit: limit, offset: -1) }
        #expect(error.violations.map(\.field) == ["limit", "offset"])
      }
    }
  }
}
