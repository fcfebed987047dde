import Foundation
import Synchronization
import TestSupport
import Testing

/// Buyers race for the last units while the process that sells them is killed again and again. A buyer who
/// gets no answer asks again with the same idempotency key, as a client should.
@Suite("Orders under fire")
struct OrderFireTests {
  private static let buyers = 40
  private static let units = 10
  private static let kills = 4

  @Test("on SQLite: the process is killed, and nothing doubles or vanishes", .timeLimit(.minutes(10)))
  func sqlite() async throws {
    let directory = try QuartetProcess.makeDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let port = FreePorts.take(1)[0]
    let environment = ["TRUSTED_PROXIES": "127.0.0.1"]
    let start = { @Sendable () throws -> QuartetProcess in
      try QuartetProcess(["up", "--port", "\(port)", "--data-dir", directory.path], environment: environment)
    }
    let process = try start()
    let url = try await process.line("ready gateway=")
    let shop = try await Shop.open(url, try Installation.readValues(directory))
    let last = try await race(shop, process) {
      let again = try start()
      _ = try await again.line("ready gateway=")
      return again
    }
    await last.stop()
    try await verify(["--data-dir", directory.path], environment)
  }

  @Test(
    "on PostgreSQL: the order service is killed, and nothing doubles or vanishes",
    .enabled(if: Engine.postgresURL != nil), .timeLimit(.minutes(10)))
  func postgres() async throws {
    try await Fleet.with { fleet in
      let shop = try await Shop.open(fleet.url, try Installation.readValues(fleet.directory))
      let last = try await race(shop, fleet.processes[3]) {
        let again = try fleet.again("order")
        _ = try await again.line("ready order=")
        return again
      }
      try await verify([], fleet.settings)
      await last.stop()
    }
  }

  /// What the buyers were answered.
  private final class Till: Sendable {
    private let state = Mutex<(answered: Int, sold: [String])>((0, []))

    var answered: Int { state.withLock { $0.answered } }
    var sold: [String] { state.withLock { $0.sold } }

    func note(_ sold: String?) {
      state.withLock { state in
        state.answered += 1
        if let sold { state.sold.append(sold) }
      }
    }
  }

  /// Sells the last units to more buyers than there are units.
  /// - Returns: the process that runs at the end.
  private func race(
    _ shop: Shop, _ process: QuartetProcess, again: @escaping @Sendable () async throws -> QuartetProcess
  ) async throws -> QuartetProcess {
    let stocked = try await shop.office.send(
      "POST", "/internal/products/batch-upsert",
      #"{"store_id":"\#(shop.storeID)","products":[{"sku":"RARE","name":"Raro","price_cents":1000,"stock":\#(Self.units)}]}"#
    )
    #expect(stocked.status == 200, "\(stocked.text)")
    let products = try await shop.office.send("GET", "/internal/products?store_id=\(shop.storeID)")
    let items = try #require(products.json["items"] as? [[String: Any]])
    let product = try #require(items.first { $0["sku"] as? String == "RARE" }?["id"] as? String)
    let till = Till()
    let last = try await withThrowingTaskGroup(of: QuartetProcess?.self) { group in
      for buyer in 0..<Self.buyers {
        group.addTask {
          let order = try await Self.insist(
            shop, "/internal/orders",
            #"{"store_id":"\#(shop.storeID)","payment_method":"cod","items":[{"product_id":"\#(product)","quantity":1}]}"#,
            key: "order-\(buyer)")
          guard let id = order.json["id"] as? String else { return nil }
          let confirmed = try await Self.insist(
            shop, "/internal/orders/\(id)/transition", #"{"to":"confirmed"}"#, key: "confirm-\(buyer)")
          till.note(confirmed.status == 200 ? id : nil)
          if confirmed.status != 200 && confirmed.status != 409 {
            Issue.record("confirmation: \(confirmed.status) \(confirmed.text)")
          }
          return nil
        }
      }
      group.addTask {
        var current = process
        for kill in 1...Self.kills {
          // Each time when some more buyers have had their answer.
          try await eventually { till.answered >= kill * Self.buyers / (2 * Self.kills) }
          current.signal(SIGKILL)
          _ = await current.waitForExit()
          current = try await again()
        }
        return current
      }
      return try await group.reduce(nil as QuartetProcess?) { $1 ?? $0 }
    }
    #expect(till.sold.count == Self.units)
    let product2 = try await shop.office.send("GET", "/internal/products/\(product)")
    #expect(product2.json["stock"] as? Int == 0, "\(product2.text)")
    for id in till.sold {
      let order = try await shop.office.send("GET", "/internal/orders/\(id)")
      let events = (order.json["events"] as? [[String: Any]])?.compactMap { $0["to_status"] as? String }
      #expect(events == ["pending", "confirmed"], "\(order.text)")
    }
    let all = try await shop.office.send("GET", "/internal/orders?store_ids=\(shop.storeID)&limit=200")
    #expect(all.json["total"] as? Int == Self.buyers, "an order per buyer, however often each had to ask")
    return try #require(last)
  }

  /// Asks until there is an answer.
  private static func insist(_ shop: Shop, _ path: String, _ body: String, key: String) async throws -> TestResponse {
    while true {
      do {
        let answer = try await shop.office.with(["Idempotency-Key": key]).send("POST", path, body)
        if answer.status < 500 { return answer }
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // The process is gone; another will answer.
        try Task.checkCancellation()
      }
      await Task.yield()
    }
  }

  /// What operators check: every unit and every cent accounted for.
  private func verify(_ options: [String], _ environment: [String: String]) async throws {
    for check in ["stock", "payments"] {
      let process = try QuartetProcess(["admin", check, "verify"] + options, environment: environment)
      let code = await process.waitForExit()
      #expect(code == 0, "\(check): \(process.output)")
    }
  }
}
