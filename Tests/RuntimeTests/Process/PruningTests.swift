import Logging
import Storage
import TestSupport
import Testing

@testable import Runtime

@Suite("Pruning")
struct PruningTests {
  @Test("what is older than its window goes, in batches, and nothing else", arguments: Engine.available)
  func prune(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Idempotency.migrations + Inbox.migrations)
      let clock = TestClock()
      let pruner = StoragePruner(
        database: database, [Idempotency.retention, Inbox.retention], now: { clock.now() },
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      try await Self.remember(database, "old", 1_200, clock.now())
      clock.advance(by: .seconds(3600))
      try await Self.remember(database, "young", 3, clock.now())
      clock.advance(by: Idempotency.window - .seconds(3600))
      #expect(try await pruner.prune() == 0)
      clock.advance(by: .microseconds(1))
      #expect(try await pruner.prune() == 2_400)
      #expect(try await Self.count(database, "idempotency") == 3)
      #expect(try await Self.count(database, "inbox") == 3)
      clock.advance(by: .seconds(3600))
      #expect(try await pruner.prune() == 6)
    }
  }

  private static func remember(_ database: any Database, _ name: String, _ count: Int, _ at: Timestamp) async throws {
    try await database.write { tx in
      for number in 0..<count {
        let key = "\(name)\(number)"
        _ = try Idempotency.run(tx, tenantID: "t", scope: "s", key: key, request: [], at: at) { [] }
        _ = try Inbox.claim(tx, consumer: "c", messageID: key, at: at)
      }
    }
  }

  private static func count(_ database: any Database, _ table: String) async throws -> Int64? {
    try await database.read { tx in try tx.first("SELECT COUNT(*) FROM \(table)") { try $0.int(0) } }
  }
}
