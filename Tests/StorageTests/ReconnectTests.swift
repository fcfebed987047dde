import Logging
import TestSupport
import Testing

@testable import Storage

@Suite("PostgreSQL connections", .enabled(if: Engine.hasPostgres))
struct ReconnectTests {
  /// Ends every connection of `application`'s pool from another one, as a server restart would.
  private static func terminateAll(_ names: [Int64], from other: any Database) async throws {
    for pid in names {
      _ = try await other.write { tx in try tx.exists("SELECT pg_terminate_backend(CAST(? AS INTEGER))", pid) }
    }
    // A backend is gone when the server no longer lists it.
    for pid in names {
      try await eventually {
        try await !other.read { tx in try tx.exists("SELECT 1 FROM pg_stat_activity WHERE pid = ?", pid) }
      }
    }
  }

  private static func fill(_ database: any Database, _ count: Int) async throws -> [Int64] {
    let gate = Gate()
    let arrived = Counter()
    return try await withThrowingTaskGroup(of: Int64?.self) { group in
      for _ in 0..<count {
        group.addTask {
          try await database.read { tx in
            let pid = try tx.first("SELECT pg_backend_pid()") { try $0.int(0) }
            if arrived.increment() == count { gate.open() }
            gate.block()
            return pid
          }
        }
      }
      return try await group.reduce(into: []) { if let pid = $1 { $0.append(pid) } }
    }
  }

  @Test("a pool whose connections were all ended works on, reads and writes alike")
  func restart() async throws {
    let place = try DatabasePlace(.postgres)
    let other = try place.open(poolSize: 1)
    let database = try place.open(poolSize: 4)
    try await database.migrate(Bank.migrations)
    for round in 0..<3 {
      let pids = try await Self.fill(database, 4)
      #expect(Set(pids).count == 4)
      try await Self.terminateAll(pids, from: other)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for id in 0..<12 {
          group.addTask { try await database.write { tx in try Bank.open(tx, round * 100 + id) } }
        }
        try await group.waitForAll()
      }
    }
    let count = try await database.read { tx in try tx.first("SELECT COUNT(*) FROM accounts") { try $0.int(0) } }
    #expect(count == 36)
    await database.close()
    await other.close()
    try await place.remove()
  }

  @Test("a write whose connection is lost before the commit runs again, once")
  func lostMidway() async throws {
    let place = try DatabasePlace(.postgres)
    let other = try place.open(poolSize: 2)
    let database = try place.open(poolSize: 2)
    try await database.migrate(Bank.migrations)
    let runs = Counter()
    let reached = Gate()
    let killed = Gate()
    let pid = Box<Int64>()
    async let write: Void = database.write { tx in
      try Bank.open(tx, 1)
      if runs.increment() == 1 {
        pid.value = try tx.first("SELECT pg_backend_pid()") { try $0.int(0) }
        reached.open()
        killed.block()
      }
      try Bank.open(tx, 2)
    }
    await reached.wait()
    try await Self.terminateAll([#require(pid.value)], from: other)
    killed.open()
    try await write
    #expect(runs.value == 2)
    #expect(try await database.read { tx in try tx.first("SELECT COUNT(*) FROM accounts") { try $0.int(0) } } == 2)
    await database.close()
    await other.close()
    try await place.remove()
  }

  @Test("a server that isn't there is unavailable, without the password in the message")
  func noServer() async throws {
    let database = try Databases.postgres(
      url: "postgres://app:secret@127.0.0.1:1/none", schema: "s", acquireTimeout: .milliseconds(50),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let error = await #expect(throws: StorageError.self) { try await database.read { _ in } }
    guard case .unavailable(let message)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!message.contains("secret"))
    await database.close()
  }

  @Test("a URL or a schema that can't be one is refused at once")
  func badSettings() {
    #expect(throws: StorageError.self) { try PostgresSettings(url: "mysql://x", schema: "s") }
    #expect(throws: StorageError.self) { try PostgresSettings(url: "postgres://[::1", schema: "s") }
    for schema in ["", "A", "1a", "a\"b", "a-b", String(repeating: "a", count: 64)] {
      #expect(throws: StorageError.self) { try PostgresSettings(url: "postgres://u@h/d", schema: schema) }
    }
  }
}

@Suite("Parameter numbers")
struct NumberedSQLTests {
  @Test(
    "question marks become numbers, except in quotes and comments",
    arguments: [
      ("SELECT ?, ?", "SELECT $1, $2", 2),
      ("SELECT '?', \"?\", ? -- ?\n, ?", "SELECT '?', \"?\", $1 -- ?\n, $2", 2),
      ("SELECT 'it''s ?', ? /* ? /* ? */ ? */ + ?", "SELECT 'it''s ?', $1 /* ? /* ? */ ? */ + $2", 2),
      ("SELECT E'\\'?', ?", "SELECT E'\\'?', $1", 1),
      ("SELECT '\\', ?", "SELECT '\\', $1", 1),
      ("SELECT $$ ? $$, $x$ ? $$ $x$, ?", "SELECT $$ ? $$, $x$ ? $$ $x$, $1", 1),
      ("a = ? OR ? IS NULL", "a = $1 OR CAST($2 AS TEXT) IS NULL", 2),
      ("? is  not\nnull AND ? IS NULLX", "CAST($1 AS TEXT) is  not\nnull AND $2 IS NULLX", 2),
      ("é ? 'unclosed ?", "é $1 'unclosed ?", 1), ("/* open ?", "/* open ?", 0), ("", "", 0),
    ])
  func numbers(sql: String, expected: String, count: Int) {
    let numbered = NumberedSQL(sql)
    #expect(numbered.text == expected)
    #expect(numbered.count == count)
  }
}
