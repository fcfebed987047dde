import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import OrderService

@Suite("Stock as the ERP reports it")
struct StockSyncInboundTests {
  @Test("a signed report sets the stock, each SKU answered", arguments: Engine.available)
  func apply(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      let coffee = try await world.stockUp(in: store)
      let body = #"""
        {"items":[
          {"sku":"CAF-1","quantity":7,"version":12},
          {"sku":"NOPE","quantity":1,"version":1},
          {"sku":"CAF-1","quantity":8,"version":11},
          {"sku":"CAF-1","quantity":9,"version":13}
        ]}
        """#
      let answer = try await world.receive(
        ERPMessage(body, id: "msg_1", at: world.seconds, by: secret), for: store)
      #expect(answer.webhookID == "msg_1")
      #expect([answer.applied, answer.refused] == [2, 2])
      #expect(answer.results.map(\.status) == [.applied, .unknownSku, .stale, .applied])
      #expect(answer.results.map(\.onHand) == [7, 0, 7, 9])
      #expect(answer.results.map(\.hasOnHand) == [true, false, true, true])
      #expect(answer.results.map(\.version) == [12, 0, 12, 13])
      #expect(try await world.product(coffee.id).stock == 9)
      #expect(try await world.movements(of: coffee.id) == 9)
      #expect(try await world.reasons(of: coffee.id) == ["initial", "erp_sync"])
      #expect(try await world.verifyStock().discrepancies == [])
      #expect(try await world.syncSettings(store).lastInboundAt.seconds == world.seconds)
    }
  }

  @Test("a late report of an older version changes nothing", arguments: Engine.available)
  func outOfOrder(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      let coffee = try await world.stockUp(in: store)
      for (id, quantity, version) in [("m2", 4, 2), ("m1", 50, 1), ("m3", 5, 2)] as [(String, Int64, Int64)] {
        let answer = try await world.receive(
          ERPMessage("CAF-1", quantity, version: version, id: id, at: world.seconds, by: secret), for: store)
        #expect(answer.results.map(\.status) == [id == "m2" ? .applied : .stale])
        #expect(answer.results.map(\.onHand) == [4])
        #expect(answer.results.map(\.version) == [2])
      }
      #expect(try await world.product(coffee.id).stock == 4)
    }
  }

  @Test("the same message again gets the first answer and has no second effect", arguments: Engine.available)
  func replay(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      let coffee = try await world.stockUp(in: store)
      let message = try ERPMessage("CAF-1", 7, version: 1, id: "m1", at: world.seconds, by: secret)
      let first = try await world.receive(message, for: store)
      let order = try await world.order([(coffee.id, 2)], in: store)
      try await world.move(order.id, to: .confirmed)
      #expect(try await world.receive(message, for: store) == first)
      // Sent anew, with a new time and signature.
      world.clock.advance(by: .seconds(60))
      let resent = try ERPMessage("CAF-1", 7, version: 1, id: "m1", at: world.seconds, by: secret)
      #expect(try await world.receive(resent, for: store) == first)
      #expect(try await world.product(coffee.id).stock == 5)

      let other = try ERPMessage("CAF-1", 99, version: 2, id: "m1", at: world.seconds, by: secret)
      let refused = try await refusal { _ = try await world.receive(other, for: store) }
      #expect(refused.reason == "IDEMPOTENCY_KEY_REUSED")
      #expect(try await world.product(coffee.id).stock == 5)
    }
  }

  @Test("what is not signed, or not in time, is refused", arguments: Engine.available)
  func forged(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      let coffee = try await world.stockUp(in: store)
      func message(at seconds: Int64) throws -> ERPMessage {
        try ERPMessage("CAF-1", 7, version: 1, id: "m1", at: seconds, by: secret)
      }
      func reason(_ change: (inout ERPMessage) -> Void, of store: String) async throws -> String {
        var webhook = try message(at: world.seconds)
        change(&webhook)
        let error = try await refusal { _ = try await world.receive(webhook, for: store) }
        #expect(error.code == .unauthenticated)
        return error.reason
      }
      for header in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        #expect(try await reason({ $0.headers[header] = nil }, of: store) == "SIGNATURE_MISSING")
      }
      #expect(try await reason({ $0.body += " " }, of: store) == "SIGNATURE_INVALID")
      #expect(try await reason({ $0.headers["webhook-id"] = "m2" }, of: store) == "SIGNATURE_INVALID")
      let next = String(world.seconds + 1)
      #expect(try await reason({ $0.headers["webhook-timestamp"] = next }, of: store) == "SIGNATURE_INVALID")
      for time in ["", "abc", "+1", " 1", "1.5", "99999999999999999999", "01"] {
        #expect(try await reason({ $0.headers["webhook-timestamp"] = time }, of: store) == "SIGNATURE_MISSING")
      }
      for signature in ["v1,", "v1,AAAA", "v2,AAAA", "nonsense", "v1 AAAA"] {
        #expect(try await reason({ $0.headers["webhook-signature"] = signature }, of: store) == "SIGNATURE_INVALID")
      }
      #expect(try await reason({ _ in }, of: "no-such-store") == "SIGNATURE_INVALID")
      for off in [-301, 301] as [Int64] {
        let late = try message(at: world.seconds + off)
        let error = try await refusal { _ = try await world.receive(late, for: store) }
        #expect(error.reason == "TIMESTAMP_OUT_OF_TOLERANCE")
      }
      #expect(try await world.product(coffee.id).stock == 10)
      for (id, off) in [("early", -300), ("late", 300)] as [(String, Int64)] {
        let fine = try ERPMessage("CAF-1", 3, version: 9, id: id, at: world.seconds + off, by: secret)
        _ = try await world.receive(fine, for: store)
      }
      #expect(try await world.product(coffee.id).stock == 3)
    }
  }

  @Test("one invalid item keeps no valid one from being applied", arguments: Engine.available)
  func badItems(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      let coffee = try await world.stockUp(in: store)
      let body = #"""
        {"items":[
          {"sku":"CAF-1","quantity":-1,"version":1}, {"sku":"CAF-1","quantity":1.5,"version":1},
          {"sku":"CAF-1","quantity":"7","version":1}, {"sku":"CAF-1","quantity":1}, {"quantity":1,"version":1},
          {"sku":"CAF-1","quantity":1,"version":1,"price":3}, 7, null,
          {"sku":"CAF-1","quantity":1000000001,"version":1}, {"sku":"CAF-1","quantity":6,"version":1}
        ]}
        """#
      let answer = try await world.receive(ERPMessage(body, id: "m1", at: world.seconds, by: secret), for: store)
      #expect(answer.results.map(\.status) == Array(repeating: .invalid, count: 9) + [.applied])
      #expect(answer.results.dropLast().allSatisfy { !$0.message.isEmpty })
      #expect(answer.results[5].message.contains("price"))
      #expect([answer.applied, answer.refused] == [1, 9])
      #expect(try await world.product(coffee.id).stock == 6)
    }
  }

  @Test(
    "a body that is not a report is refused whole",
    arguments: ["", "nonsense", "[]", "{}", #"{"items":[]}"#, #"{"items":{}}"#, #"{"items":[{}],"more":1}"#])
  func badBody(body: String) async throws {
    try await withSyncedStore(.sqlite) { world, store, secret in
      let message = try ERPMessage(body, id: "m1", at: world.seconds, by: secret)
      let refused = try await refusal { _ = try await world.receive(message, for: store) }
      #expect(refused.code == .invalidArgument)
      // Nothing was noted down: the id is free for the message as it should have been.
      _ = try await world.stockUp(in: store)
      let repaired = try ERPMessage("CAF-1", 1, version: 1, id: "m1", at: world.seconds, by: secret)
      #expect(try await world.receive(repaired, for: store).applied == 1)
    }
  }

  @Test("a store that takes no reports says so to those who can sign", arguments: Engine.available)
  func disabled(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      try await world.setSync(store) { $0.inboundEnabled = false }
      let message = try ERPMessage("CAF-1", 1, version: 1, id: "m1", at: world.seconds, by: secret)
      let refused = try await refusal { _ = try await world.receive(message, for: store) }
      #expect(refused.code == .permissionDenied)
      #expect(refused.reason == "INBOUND_DISABLED")
    }
  }

  @Test("the secret of one store signs nothing for another", arguments: Engine.available)
  func otherStore(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      let other = try await world.createStore(named: "Outra")
      try await world.setSync(other.id) { $0.inboundEnabled = true }
      let message = try ERPMessage("CAF-1", 1, version: 1, id: "m1", at: world.seconds, by: secret)
      let refused = try await refusal { _ = try await world.receive(message, for: other.id) }
      #expect(refused.reason == "SIGNATURE_INVALID")
    }
  }

  @Test("a store of another tenant has a path of its own, which only its secret opens", arguments: Engine.available)
  func otherTenant(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      let foreigner = Caller(tenantID: "tenant-b", userID: "user-bia", credential: .internalToken)
      world.auth.set([OrderWorld.company], of: "user-bia", tenantID: "tenant-b")
      let theirs = try await world.createStore(named: "Outra", as: foreigner)
      let settings = try await world.setSync(theirs.id, as: foreigner) { $0.inboundEnabled = true }
      #expect(settings.inboundPath == "/webhooks/stock-sync/tenant-b/\(theirs.id)")
      try await world.upsert([.row("CAF-1", "Café", 100, 1)], in: theirs.id, as: foreigner)
      let message = try ERPMessage("CAF-1", 5, version: 1, id: "m1", at: world.seconds, by: settings.inboundSecret)
      #expect(try await world.receive(message, for: theirs.id, in: "tenant-b").applied == 1)
      #expect(try await world.products(in: theirs.id, as: foreigner).items.map(\.stock) == [5])
      for (storeID, tenantID) in [(theirs.id, ""), (theirs.id, "tenant-c"), (store, "tenant-b"), ("x", "tenant-b")] {
        let refused = try await refusal { _ = try await world.receive(message, for: storeID, in: tenantID) }
        #expect(refused.reason == "SIGNATURE_INVALID")
      }
      // Both paths of the default tenant are one: a message that comes by either is known.
      _ = try await world.stockUp(in: store)
      let ours = try ERPMessage("CAF-1", 3, version: 1, id: "m1", at: world.seconds, by: secret)
      let first = try await world.receive(ours, for: store)
      #expect(try await world.receive(ours, for: store, in: Caller.defaultTenantID) == first)
    }
  }

  @Test("five thousand SKUs are one message", arguments: Engine.available)
  func large(engine: Engine) async throws {
    try await withSyncedStore(engine) { world, store, secret in
      let rows = (1...5_000).map { OrderV1.ProductRow.row("SKU-\($0)", "Produto \($0)", 100, 1) }
      try await world.upsert(rows, in: store)
      let items = (1...5_000).map { #"{"sku":"SKU-\#($0)","quantity":\#($0),"version":1}"# }.joined(separator: ",")
      let message = try ERPMessage(#"{"items":[\#(items)]}"#, id: "m1", at: world.seconds, by: secret)
      let answer = try await world.receive(message, for: store)
      #expect(answer.applied == 5_000)
      #expect(answer.results.last?.onHand == 5_000)
      #expect(try await world.verifyStock() == .init(products: 5_000, discrepancies: []))
    }
  }
}

/// A store that takes its ERP's reports, and the secret that signs them.
func withSyncedStore(
  _ engine: Engine, _ body: (_ world: OrderWorld, _ storeID: String, _ secret: String) async throws -> Void
) async throws {
  try await withOrderWorld(engine) { world in
    let store = try await world.createStore()
    let settings = try await world.setSync(store.id) { $0.inboundEnabled = true }
    try await body(world, store.id, settings.inboundSecret)
  }
}

extension OrderWorld {
  /// Why a product's stock moved, oldest first.
  fileprivate func reasons(of productID: String) async throws -> [String] {
    try await database.read { tx in
      try tx.all(
        "SELECT reason FROM stock_movements WHERE product_id = ? ORDER BY created_at, id", productID,
        as: { try $0.text(0) })
    }
  }
}
