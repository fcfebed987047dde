import Contracts
import Foundation
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing

@testable import OrderService

@Suite("Stock as the ERP is told")
struct StockSyncOutboundTests {
  @Test("each change is posted, signed, a product's changes in their order", arguments: Engine.available)
  func publish(engine: Engine) async throws {
    let erp = ERP()
    try await withERP(engine, erp) { world, store, secret in
      let coffee = try await world.stockUp(in: store)
      let order = try await world.order([(coffee.id, 4)], in: store)
      try await world.move(order.id, to: .confirmed)
      try await world.move(order.id, to: .cancelled)
      _ = try await world.relay.drain()

      let messages = try erp.messages(.changes)
      #expect(messages.map(\.data.quantity) == [10, 6, 10])
      #expect(messages.map(\.data.delta) == [10, -4, 4])
      #expect(messages.map(\.data.version) == [1, 2, 3])
      #expect(messages.map(\.data.reason) == ["adjusted", "order_confirmed", "order_cancelled"])
      #expect(messages.map(\.data.orderID) == [nil, order.id, order.id])
      #expect(messages.allSatisfy { $0.data.sku == "CAF-1" && $0.data.productID == coffee.id })
      for request in erp.requests {
        #expect(request.path == "/stock")
        #expect(request.headers["content-type"] == "application/json")
        let headers = WebhookHeaders(
          id: request.headers["webhook-id"], timestamp: request.headers["webhook-timestamp"],
          signature: request.headers["webhook-signature"])
        let webhook = try headers.verified(
          request.body, by: [try #require(WebhookSecret(secret))], at: world.seconds)
        #expect(!webhook.id.isEmpty)
      }
      #expect(Set(erp.requests.compactMap { $0.headers["webhook-id"] }).count == 3)
      let settings = try await world.syncSettings(store)
      #expect(settings.lastOutboundAt.seconds == world.seconds)
      #expect(!settings.hasLastOutboundError)
    }
  }

  @Test("a refusal is tried again under the same id, and later changes wait for it", arguments: Engine.available)
  func retry(engine: Engine) async throws {
    let erp = ERP()
    try await withERP(engine, erp) { world, store, _ in
      erp.answer(503)
      let coffee = try await world.stockUp(in: store)
      _ = try await world.relay.drain()
      #expect(erp.requests.count == 1)
      #expect(try await world.syncSettings(store).lastOutboundError == "the answer was 503")
      let order = try await world.order([(coffee.id, 4)], in: store)
      try await world.move(order.id, to: .confirmed)
      _ = try await world.relay.drain()
      #expect(erp.requests.count == 1)

      erp.answer(204)
      world.clock.advance(by: .seconds(2))
      _ = try await world.relay.drain()
      #expect(try erp.messages(.changes).map(\.data.quantity) == [10, 10, 6])
      let ids = erp.requests.compactMap { $0.headers["webhook-id"] }
      #expect(ids[0] == ids[1])
      #expect(ids[2] != ids[1])
      #expect(try await !world.syncSettings(store).hasLastOutboundError)
    }
  }

  @Test("what never gets through becomes a dead letter that can be replayed", arguments: Engine.available)
  func deadLetter(engine: Engine) async throws {
    let erp = ERP()
    try await withERP(engine, erp) { world, store, _ in
      erp.answer(500)
      _ = try await world.stockUp(in: store)
      for _ in 0..<12 {
        _ = try await world.relay.drain()
        world.clock.advance(by: .seconds(301))
      }
      _ = try await world.relay.drain()
      #expect(erp.requests.count == 12)
      let dead = try await world.database.read { tx in try DeadLetters.list(tx, limit: 10) }
      let letters = dead.filter { $0.message.topic == StockPublisher.topic }
      #expect(letters.map(\.error) == ["the answer was 500"])

      erp.answer(200)
      let (id, now) = (try #require(letters.first).message.id, world.clock.now())
      #expect(try await world.database.write { tx in try DeadLetters.replay(tx, id: id, at: now) })
      _ = try await world.relay.drain()
      #expect(erp.requests.count == 13)
      #expect(erp.requests.last?.headers["webhook-id"] == id)
    }
  }

  @Test("what the ERP reports is not told to it again", arguments: Engine.available)
  func noEcho(engine: Engine) async throws {
    let erp = ERP()
    try await withERP(engine, erp) { world, store, _ in
      let secret = try await world.setSync(store) { $0.inboundEnabled = true }.inboundSecret
      _ = try await world.stockUp(in: store)
      let report = try ERPMessage("CAF-1", 3, version: 1, id: "m1", at: world.seconds, by: secret)
      _ = try await world.receive(report, for: store)
      _ = try await world.relay.drain()
      #expect(try erp.messages(.changes).map(\.data.quantity) == [10])
    }
  }

  @Test("a store that is switched off is left alone, with what was still waiting", arguments: Engine.available)
  func off(engine: Engine) async throws {
    let erp = ERP()
    try await withERP(engine, erp) { world, store, _ in
      _ = try await world.stockUp(in: store)
      try await world.setSync(store) { $0.outboundEnabled = false }
      _ = try await world.stockUp("PAO-1", in: store)
      _ = try await world.relay.drain()
      #expect(erp.requests.isEmpty)
    }
  }

  @Test("both secrets sign while the old one still counts", arguments: Engine.available)
  func rotation(engine: Engine) async throws {
    let erp = ERP()
    try await withERP(engine, erp) { world, store, old in
      let new = try await world.setSync(store) { $0.rotateOutboundSecret = true }.outboundSecret
      #expect(try await world.testOutbound(store).ok)
      let request = try #require(erp.requests.last)
      let headers = WebhookHeaders(
        id: request.headers["webhook-id"], timestamp: request.headers["webhook-timestamp"],
        signature: request.headers["webhook-signature"])
      for secret in [old, new] {
        _ = try headers.verified(request.body, by: [try #require(WebhookSecret(secret))], at: world.seconds)
      }
      world.clock.advance(by: .seconds(24 * 3600))
      #expect(try await world.testOutbound(store).ok)
      #expect(erp.requests.last?.headers["webhook-signature"]?.split(separator: " ").count == 1)
    }
  }

  @Test("an ERP that is down is knocked at once in a while, not once per product", arguments: Engine.available)
  func down(engine: Engine) async throws {
    let erp = ERP()
    try await withERP(engine, erp) { world, store, _ in
      let url = try await world.syncSettings(store).outboundURL
      try await world.setSync(store) { $0.outboundURL = "http://127.0.0.1:1/closed" }
      _ = try await world.stockUp(in: store)
      _ = try await world.relay.drain()
      #expect(try await world.syncSettings(store).lastOutboundError == "the connection failed")

      // Back at another place, but left alone for a while.
      try await world.setSync(store) { $0.outboundURL = url }
      try await world.upsert((1...20).map { .row("SKU-\($0)", "Produto \($0)", 100, 1) }, in: store)
      world.clock.advance(by: .seconds(2))
      _ = try await world.relay.drain()
      #expect(erp.requests.isEmpty)
      for _ in 0..<3 {
        world.clock.advance(by: .seconds(30))
        _ = try await world.relay.drain()
      }
      #expect(Set(try erp.messages(.changes).compactMap(\.data.sku)).count == 21)
      #expect(erp.requests.count == 21)
    }
  }

  @Test("a ping tells how it went", arguments: Engine.available)
  func ping(engine: Engine) async throws {
    let erp = ERP()
    try await withERP(engine, erp) { world, store, _ in
      let good = try await world.testOutbound(store)
      #expect(good.ok)
      #expect(good.statusCode == 200)
      #expect(good.latencyMs >= 0)
      #expect(!good.hasError)
      #expect(erp.requests.last?.headers["webhook-id"] == good.webhookID)
      #expect(try erp.messages(.pings).count == 1)

      erp.answer(418)
      let bad = try await world.testOutbound(store)
      #expect(!bad.ok)
      #expect(bad.statusCode == 418)
      #expect(bad.error == "the answer was 418")

      // Redirects are not followed: they could lead anywhere.
      erp.answer(307)
      #expect(try await world.testOutbound(store).statusCode == 307)

      try await world.setSync(store) { $0.outboundURL = "http://127.0.0.1:1/closed" }
      let closed = try await world.testOutbound(store)
      #expect(!closed.ok)
      #expect(!closed.hasStatusCode)
      #expect(closed.error == "the connection failed")

      try await world.setSync(store) { $0.outboundURL = "http://nobody.invalid/" }
      #expect(try await world.testOutbound(store).error == "the host nobody.invalid is not known")

      try await world.setSync(store) { $0.outboundURL = "" }
      let refused = try await refusal { _ = try await world.testOutbound(store) }
      #expect(refused.reason == "OUTBOUND_NOT_CONFIGURED")
    }
  }
}

/// A shop's ERP on loopback, which notes what it is told.
private final class ERP: Sendable {
  enum Kind: String {
    case changes = "stock.changed"
    case pings = "ping"
  }

  private let state = Mutex<(status: Int, requests: [TestServer.Received])>((200, []))

  var requests: [TestServer.Received] { state.withLock { $0.requests } }

  /// Makes every answer from now on this one.
  func answer(_ status: Int) { state.withLock { $0.status = status } }

  func receive(_ request: TestServer.Received) -> TestServer.Reply {
    let status = state.withLock { state in
      state.requests.append(request)
      return state.status
    }
    return TestServer.Reply("", status: status)
  }

  func messages(_ kind: Kind) throws -> [StockMessage] {
    try requests.map { try StockMessage(json: $0.body) }.filter { $0.type == kind.rawValue }
  }
}

/// A store that tells an ERP on loopback of its stock, and the secret that it signs with.
private func withERP(
  _ engine: Engine, _ erp: ERP,
  _ body: @escaping @Sendable (_ world: OrderWorld, _ storeID: String, _ secret: String) async throws -> Void
) async throws {
  var settings = Settings()
  settings.allowPrivateURLs = true
  try await TestServer.with(requests: erp.receive) { [settings] url in
    try await withOrderWorld(engine, settings: settings) { world in
      let store = try await world.createStore()
      let sync = try await world.setSync(store.id) {
        $0.outboundURL = url + "/stock"
        $0.outboundEnabled = true
      }
      try await body(world, store.id, sync.outboundSecret)
    }
  }
}
