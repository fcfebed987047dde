import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@Suite("Product search")
struct ProductSearchTests {
  private static let shelf: [OrderV1.ProductRow] = [
    .row("1", "Café Torrado e Moído 500g", 1890, 10, category: "Cafés e Chás", description: "Torra média"),
    .row("2", "Pão de Queijo 100g", 550, 10, category: "Padaria", description: "Assado na hora"),
    .row("3", "Detergente Neutro 500ml", 279, 10, category: "Limpeza", description: "Para louça"),
    .row("4", "Suco de Uva 1,5L", 2290, 10, category: "Bebidas Frias", description: "Sem açúcar"),
    .row("5", "Cappuccino em Pó 200g", 1590, 10, category: "Cafés e Chás", description: "Com cacau"),
  ]

  private func withShelf(_ engine: Engine, _ body: (OrderWorld, OrderV1.Store) async throws -> Void) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      try await world.upsert(Self.shelf, in: store.id)
      try await body(world, store)
    }
  }

  private func skus(_ matches: [OrderV1.ProductMatch]) -> [String] { matches.map(\.product.sku) }

  @Test("words find products before they are embedded", arguments: Engine.available)
  func words(engine: Engine) async throws {
    try await withShelf(engine) { world, store in
      let bread = try await world.search(
        .with {
          $0.storeID = store.id
          $0.query = "pães de queijo"
        })
      #expect(skus(bread) == ["2"])
      #expect(try await world.products(in: store.id, q: "CAFES").items.first?.sku == "1")
      #expect(try await world.products(in: store.id, q: "bicicleta").total == 0)
    }
  }

  @Test("once embedded, products are found by meaning", arguments: Engine.available)
  func meaning(engine: Engine) async throws {
    try await withShelf(engine) { world, store in
      let question = OrderV1.SearchProductsRequest.with {
        $0.storeID = store.id
        $0.query = "algo para acordar"
        $0.embedding = FakeEmbedder.vector("algo para acordar")
      }
      #expect(try await world.search(question).isEmpty)
      _ = try await world.relay.drain()
      let matches = try await world.search(question)
      #expect(Set(skus(matches)) == ["1", "5"])
      #expect(matches.allSatisfy { $0.score > 0 && $0.score <= 1 })
      #expect(try await Set(world.products(in: store.id, q: "algo para acordar").items.map(\.sku)) == ["1", "5"])

      let both = try await world.search(
        .with {
          $0.storeID = store.id
          $0.query = "cappuccino"
          $0.embedding = FakeEmbedder.vector("cappuccino")
        })
      #expect(skus(both) == ["5", "1"])
    }
  }

  @Test("without the embedder a list goes by words", arguments: Engine.available)
  func fallback(engine: Engine) async throws {
    try await withShelf(engine) { world, store in
      _ = try await world.relay.drain()
      world.embedder.goAway()
      #expect(try await world.products(in: store.id, q: "detergente").items.map(\.sku) == ["3"])
    }
  }

  @Test("price and category narrow a search, alone they list the cheapest first", arguments: Engine.available)
  func filters(engine: Engine) async throws {
    try await withShelf(engine) { world, store in
      func find(_ change: (inout OrderV1.SearchProductsRequest) -> Void) async throws -> [String] {
        try await skus(
          world.search(
            .with {
              $0.storeID = store.id
              change(&$0)
            }))
      }
      #expect(try await find { _ in } == ["3", "2", "5", "1", "4"])
      #expect(try await find { $0.maxPriceCents = 600 } == ["3", "2"])
      #expect(try await find { $0.minPriceCents = 1890 } == ["1", "4"])
      #expect(try await find { $0.category = "bebida" } == ["4"])
      #expect(try await find { $0.category = "CAFE" } == ["5", "1"])
      #expect(
        try await find {
          $0.query = "café"
          $0.maxPriceCents = 1600
        } == ["5"])
      #expect(try await find { $0.limit = 1 } == ["3"])
      let error = try await refusal {
        _ = try await find {
          $0.minPriceCents = 2
          $0.maxPriceCents = 1
          $0.limit = 201
          $0.embedding = [.nan]
        }
      }
      #expect(Set(error.violations.map(\.field)) == ["limit", "min_price_cents", "embedding"])
    }
  }

  @Test("only products whose text has changed are embedded again", arguments: Engine.available)
  func reembedding(engine: Engine) async throws {
    try await withShelf(engine) { world, store in
      _ = try await world.relay.drain()
      #expect(world.embedder.texts.count == 5)
      #expect(world.embedder.texts.contains("Suco de Uva 1,5L. Bebidas Frias. Sem açúcar"))
      var rows = Self.shelf
      rows[0].priceCents = 1
      rows[1].stock = 99
      rows[2].name = "Café Gelado"
      try await world.upsert(rows, in: store.id)
      _ = try await world.relay.drain()
      #expect(world.embedder.texts.count == 6)
      let found = try await world.search(
        .with {
          $0.storeID = store.id
          $0.query = "detergente"
        })
      #expect(found.isEmpty)
      #expect(try await world.products(in: store.id, q: "café gelado").items.first?.sku == "3")
    }
  }

  @Test("products that could not be embedded are, when the embedder is back", arguments: Engine.available)
  func retried(engine: Engine) async throws {
    try await withShelf(engine) { world, _ in
      world.embedder.goAway()
      _ = try await world.relay.drain()
      let vectors = { @Sendable (tx: any Transaction) in
        try tx.first("SELECT COUNT(*) FROM product_embeddings", as: { try $0.int(0) })
      }
      #expect(try await world.database.read(vectors) == 0)
      world.embedder.goAway(false)
      world.clock.advance(by: .seconds(3600))
      _ = try await world.relay.drain()
      #expect(try await world.database.read(vectors) == 5)
    }
  }

  @Test("a hidden product disappears from an agent's search, a hidden store altogether", arguments: Engine.available)
  func hidden(engine: Engine) async throws {
    try await withShelf(engine) { world, store in
      let question = OrderV1.SearchProductsRequest.with {
        $0.storeID = store.id
        $0.query = "café"
      }
      #expect(try await skus(world.search(question)).first == "1")
      var row = Self.shelf[0]
      row.isActive = false
      try await world.upsert([row], in: store.id)
      #expect(try await skus(world.search(question)) == ["5"])
      #expect(try await world.products(in: store.id, q: "café").items.first?.sku == "1")
      _ = try await world.updateStore(
        .with {
          $0.id = store.id
          $0.isActive = false
        })
      #expect(try await world.search(question).isEmpty)
    }
  }
}
