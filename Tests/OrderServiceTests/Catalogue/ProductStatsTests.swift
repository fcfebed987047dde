import Contracts
import Runtime
import TestSupport
import Testing

@Suite("What a catalogue amounts to")
struct ProductStatsTests {
  @Test("the figures are those of the tables", arguments: Engine.available)
  func figures(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createReservingStore()
      let other = try await world.createStore(named: "Outra")
      _ = try await world.stockUp("X-1", stock: 1_000, in: other.id)
      let empty = try await world.stats(other.id)
      #expect(empty.total == 1)

      try await world.upsert(
        [
          .row("CAF-1", "Café Torrado", 1_890, 10, category: "Cafés"),
          .row("CAF-2", "Café Moído", 990, 5, category: "cafés"),
          .row("PAO-1", "Pão", 50, 0, category: "Padaria"),
          .row("OLD-1", "Fora de linha", 1, 7),
        ], in: store.id)
      var hidden = OrderV1.ProductRow.row("OLD-1", "Fora de linha", 1)
      hidden.isActive = false
      try await world.upsert([hidden], in: store.id)
      let coffee = try #require(try await world.products(in: store.id).items.first { $0.sku == "CAF-1" })
      _ = try await world.order([(coffee.id, 8)], in: store.id)
      _ = try await world.relay.drain()

      let stats = try await world.stats(store.id)
      #expect([stats.total, stats.active, stats.inactive] == [4, 3, 1])
      #expect([stats.outOfStock, stats.lowStock] == [1, 2])
      #expect([stats.unitsOnHand, stats.unitsReserved] == [22, 8])
      #expect(stats.stockValueCents == 10 * 1_890 + 5 * 990 + 7)
      #expect([stats.minPriceCents, stats.maxPriceCents] == [50, 1_890])
      #expect(stats.embedded == 4)
      #expect(stats.currency == "BRL")
      #expect(stats.categories.map(\.count) == [2, 1])
      #expect(stats.categories.map(\.category) == ["Cafés", "Padaria"])
      #expect(stats.hasLastUpdatedAt)
    }
  }

  @Test("a catalogue without products amounts to nothing, and large numbers to large sums", arguments: Engine.available)
  func extremes(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let empty = try await world.stats(store.id)
      #expect(empty.total == 0)
      #expect(!empty.hasMinPriceCents)
      #expect(!empty.hasLastUpdatedAt)
      #expect(empty.categories.isEmpty)

      // A billion units at 90 cents less than a million: exact, though beyond what a double counts.
      try await world.upsert([.row("A", "A", 99_999_910, 999_999_999)], in: store.id)
      #expect(try await world.stats(store.id).stockValueCents == 99_999_909_900_000_090)
      // More than 64 bits hold.
      try await world.upsert([.row("B", "B", 100_000_000_000, 1_000_000_000)], in: store.id)
      #expect(try await world.stats(store.id).stockValueCents == .max)
    }
  }

  @Test("somebody else's catalogue does not exist", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let stranger = Caller(userID: "user-bob", credential: .internalToken)
      let refused = try await refusal { _ = try await world.stats(store.id, as: stranger) }
      #expect(refused.reason == "STORE_NOT_FOUND")
    }
  }

  @Test("a search says how it was made", arguments: Engine.available)
  func mode(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      _ = try await world.stockUp(in: store.id)
      let all = try await world.products(in: store.id)
      #expect(!all.hasMode)
      #expect(!all.hasEmbeddingModel)

      // Not embedded yet: the query's meaning has nothing to be compared with.
      let early = try await world.products(in: store.id, q: "café")
      #expect(early.mode == .words)
      #expect(!early.hasEmbeddingModel)

      _ = try await world.relay.drain()
      let found = try await world.products(in: store.id, q: "café")
      #expect(found.mode == .wordsAndMeaning)
      #expect(found.embeddingModel == "fake")

      world.embedder.goAway()
      let words = try await world.products(in: store.id, q: "café")
      #expect(words.mode == .words)
      #expect(!words.hasEmbeddingModel)
    }
  }
}

extension OrderWorld {
  fileprivate func stats(
    _ storeID: String, as caller: Caller = shopkeeper
  ) async throws -> OrderV1.GetProductStatsResponse {
    try await channel.call(.getProductStats, caller: caller) { $0.storeID = storeID }
  }
}
