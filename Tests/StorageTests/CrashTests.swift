import Foundation
import Logging
import Storage
import TestSupport
import Testing

@Suite("Crashes", .serialized)
struct CrashTests {
  private static let migrations =
    [
      Migration(
        "0001_orders",
        [
          "CREATE TABLE orders (id TEXT PRIMARY KEY, placed_at BIGINT NOT NULL)",
          "CREATE TABLE items (order_id TEXT NOT NULL REFERENCES orders (id), line BIGINT NOT NULL)",
          // No constraint keeps an effect from being there twice: only the inbox does.
          "CREATE TABLE effects (order_id TEXT NOT NULL)",
        ])
    ] + Outbox.migrations + Inbox.migrations

  @Test(
    "after fifty kills every acknowledged order is there, whole, and took effect once", arguments: Engine.available)
  func kills(engine: Engine) async throws {
    let place = try DatabasePlace(engine)
    let database = try place.open()
    try await database.migrate(Self.migrations)

    var random = SplitMix(seed: engine == .sqlite ? 1 : 2)
    var acknowledged: Set<String> = []
    for _ in 0..<50 {
      let ids = try await Self.runChild(place, killAfter: .random(in: 1...20, using: &random))
      acknowledged.formUnion(ids)
    }
    try await Self.waitForBackends(place)

    let stored = try await database.read { tx in Set(try tx.all("SELECT id FROM orders") { try $0.text(0) }) }
    #expect(acknowledged.count >= 50)
    #expect(acknowledged.subtracting(stored).isEmpty)
    try await Self.expectNone(
      database, "an order without both items",
      "SELECT o.id FROM orders o WHERE (SELECT COUNT(*) FROM items i WHERE i.order_id = o.id) <> 2")
    try await Self.expectNone(
      database, "an item without its order", "SELECT order_id FROM items WHERE order_id NOT IN (SELECT id FROM orders)")

    try await Self.deliverRest(database)
    try await Self.expectNone(
      database, "an order without exactly one effect",
      "SELECT o.id FROM orders o WHERE (SELECT COUNT(*) FROM effects e WHERE e.order_id = o.id) <> 1")
    try await Self.expectNone(database, "a message left over", "SELECT id FROM outbox")
    await database.close()
    try await place.remove()
  }

  private static func expectNone(_ database: any Database, _ what: String, _ sql: String) async throws {
    let found = try await database.read { tx in try tx.all(sql) { try $0.text(0) } }
    #expect(found.isEmpty, "\(what): \(found)")
  }

  /// Delivers what the killed relays left, once their leases are over.
  private static func deliverRest(_ database: any Database) async throws {
    let relay = OutboxRelay(
      database: database, now: { Timestamp(Date()).adding(.seconds(3600)) },
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      handlers: [
        "placed": { message in
          try await database.write { tx in
            let isNew = try Inbox.claim(tx, consumer: "shipping", messageID: message.id, at: message.createdAt)
            guard isNew else { return }
            let order = String(decoding: message.payload, as: UTF8.self)
            try tx.execute("INSERT INTO effects (order_id) VALUES (?)", order)
          }
        }
      ])
    _ = try await relay.drain()
  }

  /// Starts a child, kills it when it has acknowledged so many orders, and returns all it has.
  private static func runChild(_ place: DatabasePlace, killAfter count: Int) async throws -> [String] {
    let child = Process()
    child.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "StorageCrashChild")
    child.arguments = [place.engine.rawValue, place.location, place.schema]
    let output = Pipe()
    child.standardOutput = output
    try child.run()
    // Reading blocks, so it is done on a thread of its own.
    return try await onThread {
      var text = Data()
      var isKilled = false
      while true {
        let more = output.fileHandleForReading.availableData
        if more.isEmpty { break }
        text.append(more)
        if !isKilled, text.count(where: { $0 == UInt8(ascii: "\n") }) >= count {
          kill(child.processIdentifier, SIGKILL)
          isKilled = true
        }
      }
      child.waitUntilExit()
      #expect(isKilled, "the child ended by itself with \(child.terminationStatus)")
      return text.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// A server may still be at work for a client that is gone: its last commit must not come later.
  private static func waitForBackends(_ place: DatabasePlace) async throws {
    guard place.engine == .postgres else { return }
    let other = try place.open(poolSize: 1)
    let writing = """
      SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      WHERE c.relnamespace = CAST(? AS regnamespace) AND l.mode = 'RowExclusiveLock'
      """
    try await eventually { try await !other.read { tx in try tx.exists(writing, place.schema) } }
    await other.close()
  }
}
