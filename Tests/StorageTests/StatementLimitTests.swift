import Logging
import TestSupport
import Testing

@testable import Storage

@Suite("Statement limits")
struct StatementLimitTests {
  /// A statement that does not end within anybody's patience.
  @Sendable private static func endless(_ tx: any Transaction) throws {
    switch tx.dialect {
    case .sqlite:
      _ = try tx.exists("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n")
    case .postgres: _ = try tx.exists("SELECT pg_sleep(600)")
    }
  }

  private static func balance(_ database: any Database, _ id: Int) async throws -> Int64? {
    try await database.read { tx in try Bank.balance(tx, id) }
  }

  private static func soon() -> ContinuousClock.Instant { .now + .milliseconds(100) }

  private func withBank(_ engine: Engine, _ body: (any Database) async throws -> Void) async throws {
    try await withDatabase(engine, poolSize: 1) { database in
      try await database.migrate(Bank.migrations)
      try await body(database)
    }
  }

  @Test("a read that takes longer than its call ends, and its connection serves the next", arguments: Engine.available)
  func readDeadline(engine: Engine) async throws {
    try await withBank(engine) { database in
      await StatementLimit.$deadline.withValue(Self.soon()) {
        await #expect(throws: StorageError.timedOut) { try await database.read(Self.endless) }
      }
      let balance = try await Self.balance(database, 1)
      #expect(balance == nil)
    }
  }

  @Test("a write that takes longer than its call is undone", arguments: Engine.available)
  func writeDeadline(engine: Engine) async throws {
    try await withBank(engine) { database in
      await StatementLimit.$deadline.withValue(Self.soon()) {
        await #expect(throws: StorageError.timedOut) {
          try await database.write { tx in
            try Bank.open(tx, 1)
            try Self.endless(tx)
          }
        }
      }
      try await database.write { tx in try Bank.open(tx, 2) }
      let balance = try await Self.balance(database, 1)
      #expect(balance == nil)
      let balance2 = try await Self.balance(database, 2)
      #expect(balance2 == 0)
    }
  }

  @Test("what must be written down after its call is over is", arguments: Engine.available)
  func afterCall(engine: Engine) async throws {
    try await withBank(engine) { database in
      try await StatementLimit.$deadline.withValue(.now) {
        await #expect(throws: StorageError.timedOut) { try await database.write { tx in try Bank.open(tx, 1) } }
        try await StatementLimit.afterCall { try await database.write { tx in try Bank.open(tx, 2) } }
      }
      let ids = try await database.read { tx in try tx.all("SELECT id FROM accounts") { try $0.int(0) } }
      #expect(ids == [2])
    }
  }

  @Test("without a call, the longest transaction is the limit", arguments: Engine.available)
  func maximum(engine: Engine) async throws {
    try await withBank(engine) { database in
      await StatementLimit.$maximum.withValue(.milliseconds(100)) {
        await #expect(throws: StorageError.timedOut) { try await database.read(Self.endless) }
        await #expect(throws: StorageError.timedOut) { try await database.write(Self.endless) }
      }
    }
  }

  @Test("a closure that swallows the end of its time has not succeeded", arguments: Engine.available)
  func swallowed(engine: Engine) async throws {
    try await withBank(engine) { database in
      await StatementLimit.$deadline.withValue(Self.soon()) {
        await #expect(throws: StorageError.timedOut) { try await database.read { tx in try? Self.endless(tx) } }
        await #expect(throws: StorageError.timedOut) {
          try await database.write { tx in
            try? tx.savepoint { try Self.endless(tx) }
          }
        }
      }
    }
  }

  @Test("a read whose caller leaves is stopped", arguments: Engine.available)
  func readCancelled(engine: Engine) async throws {
    try await withBank(engine) { database in
      let started = Gate()
      let task = Task {
        try await database.read { tx in
          started.open()
          try Self.endless(tx)
        }
      }
      await started.wait()
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      let balance = try await Self.balance(database, 1)
      #expect(balance == nil)
    }
  }

  @Test("a write whose caller leaves is stopped and undone, and is not run again", arguments: Engine.available)
  func writeCancelled(engine: Engine) async throws {
    try await withBank(engine) { database in
      let started = Gate()
      let runs = Counter()
      let task = Task {
        try await database.write { tx in
          runs.increment()
          try Bank.open(tx, 1)
          started.open()
          try Self.endless(tx)
        }
      }
      await started.wait()
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(runs.value == 1)
      try await database.write { tx in try Bank.open(tx, 2) }
      let balance = try await Self.balance(database, 1)
      #expect(balance == nil)
    }
  }

  @Test(
    "the server ends what it was doing for a call that is over, and keeps the connection",
    .enabled(if: Engine.hasPostgres))
  func backend() async throws {
    let place = try DatabasePlace(.postgres)
    let other = try place.open(poolSize: 1)
    let database = try place.open(poolSize: 1)
    let pid = Box<Int64>()
    let started = Gate()
    let task = Task {
      try await database.write { tx in
        pid.value = try tx.first("SELECT pg_backend_pid()") { try $0.int(0) }
        started.open()
        try Self.endless(tx)
      }
    }
    await started.wait()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    let backend = try #require(pid.value)
    let isAtIt = try await other.read { tx in
      try tx.exists(
        "SELECT 1 FROM pg_stat_activity WHERE pid = ? AND state = 'active' AND query LIKE '%pg_sleep%'", backend)
    }
    #expect(!isAtIt)
    #expect(try await database.read { tx in try tx.first("SELECT pg_backend_pid()") { try $0.int(0) } } == backend)
    await database.close()
    await other.close()
    try await place.remove()
  }

  @Test("a transaction may be given more than the usual time", .enabled(if: Engine.hasPostgres))
  func longer() async throws {
    try await withBank(.postgres) { database in
      func timeout() async throws -> String? {
        try await database.read { tx in try tx.first("SHOW statement_timeout") { try $0.text(0) } }
      }
      #expect(try await timeout() == "30s")
      let longer = try await StatementLimit.$maximum.withValue(.seconds(3600)) { try await timeout() }
      #expect(longer == "0")
      #expect(try await timeout() == "30s")
    }
  }

  @Test("a call that waits for a connection gives up at its deadline", .enabled(if: Engine.hasPostgres))
  func waiting() async throws {
    try await withBank(.postgres) { database in
      let gate = Gate()
      let started = Gate()
      let holder = Task {
        try await database.read { _ in
          started.open()
          gate.block()
        }
      }
      await started.wait()
      await StatementLimit.$deadline.withValue(Self.soon()) {
        await #expect(throws: StorageError.timedOut) { try await database.read { _ in } }
      }
      gate.open()
      try await holder.value
    }
  }

  @Test("long reads hold up neither short ones nor the tasks of the process")
  func longReads() async throws {
    let place = try DatabasePlace(.sqlite)
    let database = try SQLiteDatabase(
      path: place.location, acquireTimeout: .seconds(3600),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await database.migrate(Bank.migrations)
    let ended = Counter()
    let tasks = (0..<32).map { _ in
      Task {
        defer { ended.increment() }
        try await StatementLimit.$maximum.withValue(.seconds(3600)) { try await database.read(Self.endless) }
      }
    }
    for id in 0..<20 {
      try await database.write { tx in try Bank.open(tx, id) }
      let balance = try await Self.balance(database, id)
      #expect(balance == 0)
    }
    #expect(ended.value == 0)
    for task in tasks { task.cancel() }
    for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
    let balance = try await Self.balance(database, 1)
    #expect(balance == 0)
    await database.close()
    try await place.remove()
  }
}
