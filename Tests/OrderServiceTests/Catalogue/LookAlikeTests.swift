import Contracts
import Runtime
import TestSupport
import Testing

@testable import OrderService

@Suite("Texts that look alike")
struct LookAlikeTests {
  @Test("a SKU in decomposed letters is the same SKU, for product lists and for the ERP", arguments: Engine.available)
  func composed(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      let first = try await world.upsert([.row("P\u{c3}O", "Pão", 100, 1)], in: store)
      #expect(first.created == 1)
      let again = try await world.upsert([.row("PA\u{303}O", "Pão francês", 100, 1)], in: store)
      #expect([again.created, again.updated, again.failed] == [0, 1, 0])
      let twice = try await world.upsert(
        [.row("P\u{c3}O", "Pão", 100), .row("PA\u{303}O", "Pão", 100)], in: store)
      #expect(twice.errors.map(\.field) == ["sku"])
      let report = try ERPMessage("PA\u{303}O", 7, version: 1, id: "m1", at: world.seconds, by: secret)
      #expect(try await world.receive(report, for: store).results.map(\.status) == [.applied])
      let products = try await world.products(in: store)
      #expect(products.items.map { Array($0.sku.unicodeScalars) } == [Array("P\u{c3}O".unicodeScalars)])
      #expect(products.items.map(\.stock) == [7])
    }
  }

  @Test("a SKU with characters that nobody sees is refused, and the field named", arguments: Engine.available)
  func invisible(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      for sku in ["ABC-1\u{200b}", "\u{feff}ABC-1", "ABC\u{202e}-1", "AB\u{ad}C-1", "A\tB", "A\u{7}B"] {
        let answer = try await world.upsert([.row(sku, "Produto", 100)], in: store)
        #expect(answer.errors.map(\.field) == ["sku"], "\(sku.debugDescription)")
      }
      #expect(try await world.products(in: store).total == 0)
      let report = try ERPMessage("ABC-1\u{200b}", 7, version: 1, id: "m1", at: world.seconds, by: secret)
      #expect(try await world.receive(report, for: store).results.map(\.status) == [.invalid])
    }
  }

  private static func file(_ key: String) -> OrderV1.CreateProductFileRequest {
    .with {
      $0.filename = "a"
      $0.objectKey = key
    }
  }

  @Test("texts of few characters and many bytes are refused before any index is", arguments: Engine.available)
  func long(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      let stacked = "a" + String(repeating: "\u{301}", count: 150_000)
      let rows = try await world.upsert([.row(stacked, "Produto", 100), .row("A", stacked, 100)], in: store.id)
      #expect(rows.errors.map(\.field) == ["sku", "name"])
      let lead = try await refusal { _ = try await LeadTests.ensure(world, store.id, stacked) }
      #expect(lead.violations.map(\.field) == ["external_id"])
      let file = try await refusal {
        _ = try await world.createFile(of: coffee.id, Self.file(String(repeating: "\u{6f22}", count: 1_000)))
      }
      #expect(file.violations.map(\.field) == ["object_key"])
      var request = OrderV1.CreateOrderRequest.lines([(coffee.id, 1)], in: store.id)
      request.leadID = stacked
      request.notes = "a\u{1b}[31m"
      let order = try await refusal { [request] in _ = try await world.createOrder(request) }
      #expect(order.violations.map(\.field) == ["lead_id", "notes"])
      // The longest that are allowed are no problem for an index.
      let longest = String(repeating: "\u{1f600}", count: 64)
      #expect(try await world.upsert([.row(longest, "Produto", 100)], in: store.id).created == 1)
      _ = try await LeadTests.ensure(world, store.id, String(repeating: "\u{20000}", count: 200))
      _ = try await world.createFile(of: coffee.id, Self.file(String(repeating: "\u{6f22}", count: 341)))
    }
  }
}
