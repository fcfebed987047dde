import TestSupport
import Testing

@testable import Storage

@Suite("Full disk")
struct StorageHealthTests {
  /// As if the disk had room for so many pages more.
  private static func leave(_ pages: Int64, _ database: any Database) async throws {
    try await database.write { tx in
      let count = try tx.first("PRAGMA page_count") { try $0.int(0) } ?? 0
      _ = try tx.exists("PRAGMA max_page_count = \(count + pages)")
    }
  }

  private static func fill(_ database: any Database) async throws -> Int {
    var id = 0
    while true {
      id += 1
      let owner = "\(id) " + String(repeating: "x", count: 3000)
      do {
        try await database.write { [id] tx in try Bank.open(tx, id, owner: owner) }
      } catch StorageError.full {
        return id - 1
      }
    }
  }

  @Test("a full disk refuses writes, loses nothing, serves reads and recovers by itself")
  func full() async throws {
    try await withDatabase(.sqlite) { database in
      try await database.migrate(Bank.migrations)
      #expect(await database.problem() == nil)
      try await Self.leave(20, database)
      let stored = try await Self.fill(database)
      #expect(stored > 0)
      #expect(database.health.problem == "The disk is full.")
      let count = try await database.read { tx in try tx.first("SELECT COUNT(*) FROM accounts") { try $0.int(0) } }
      #expect(count == Int64(stored))
      await #expect(throws: StorageError.self) { try await database.tryWrite() }
      #expect(database.health.problem != nil)

      try await Self.leave(1000, database)
      try await database.tryWrite()
      #expect(database.health.problem == nil)
      try await database.write { tx in try Bank.open(tx, 1000) }
      #expect(
        try await database.read { tx in try tx.exists("SELECT 1 FROM storage_migrations WHERE id = '~try'") } == false)
    }
  }

  @Test("an error of the write itself says nothing about the database", arguments: Engine.available)
  func ownError(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      await #expect(throws: StorageError.self) { try await database.write { tx in try Bank.open(tx, 1, balance: -1) } }
      #expect(database.health.problem == nil)
      try await database.tryWrite()
      #expect(database.health.problem == nil)
    }
  }
}
