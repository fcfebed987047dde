import Storage
import TestSupport
import Testing

@Suite("Migrations")
struct MigrationTests {
  @Test("starters at the same time apply each migration once", arguments: Engine.available)
  func concurrentStarters(engine: Engine) async throws {
    let place = try DatabasePlace(engine)
    let migrations = (1...5).map { step in
      Migration(
        "000\(step)",
        [
          "CREATE TABLE step_\(step) (id BIGINT)",
          "INSERT INTO step_\(step) VALUES (1); INSERT INTO step_\(step) VALUES (2)",
        ])
    }
    let databases = try await withThrowingTaskGroup(of: (any Database).self) { group in
      for _ in 0..<6 {
        group.addTask {
          let database = try place.open()
          try await database.migrate(migrations)
          return database
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for step in 1...5 {
      let count = try await databases[0].read { tx in
        try tx.first("SELECT COUNT(*) FROM step_\(step)") { try $0.int(0) }
      }
      #expect(count == 2)
    }
    for database in databases { await database.close() }
    try await place.remove()
  }

  @Test("a migration changed after it was applied is refused by name", arguments: Engine.available)
  func changed(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate([Migration("0001_users", ["CREATE TABLE users (id BIGINT)"])])
      let error = await #expect(throws: StorageError.self) {
        try await database.migrate([Migration("0001_users", ["CREATE TABLE users (id TEXT)"])])
      }
      guard case .failed("migration_changed", let message)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(message.contains("0001_users"))
    }
  }

  @Test("a migration that fails leaves nothing, and those before it stay", arguments: Engine.available)
  func failing(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      let first = Migration("0001", ["CREATE TABLE a (id BIGINT)"])
      await #expect(throws: StorageError.self) {
        try await database.migrate([first, Migration("0002", ["CREATE TABLE b (id BIGINT)", "CREATE TABEL c"])])
      }
      try await database.migrate([first, Migration("0002", ["CREATE TABLE b (id BIGINT)"])])
      #expect(try await database.read { tx in try !tx.exists("SELECT 1 FROM b") })
    }
  }

  @Test("an older binary leaves a newer one's migrations alone", arguments: Engine.available)
  func rollingUpgrade(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      let old = [Migration("0001", ["CREATE TABLE a (id BIGINT)"])]
      try await database.migrate(old + [Migration("0002", ["CREATE TABLE b (id BIGINT)"])])
      try await database.migrate(old)
      await #expect(throws: StorageError.self) { try await database.migrate(old + old) }
    }
  }
}
