import Storage
import TestSupport
import Testing

@Suite("Transactions")
struct TransactionTests {
  private struct Refused: Error, Equatable {}

  @Test("a write that throws leaves nothing behind", arguments: Engine.available)
  func rollback(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      await #expect(throws: Refused.self) {
        try await database.write { tx in
          try Bank.open(tx, 1)
          try Bank.open(tx, 2)
          throw Refused()
        }
      }
      #expect(try await database.read { tx in try !tx.exists("SELECT 1 FROM accounts") })
    }
  }

  @Test("a savepoint that throws undoes its own work only", arguments: Engine.available)
  func nested(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      try await database.write { tx in
        try Bank.open(tx, 1)
        try tx.savepoint {
          try Bank.open(tx, 2)
          #expect(throws: Refused.self) {
            try tx.savepoint {
              try Bank.open(tx, 3)
              throw Refused()
            }
          }
          try Bank.open(tx, 4)
        }
        #expect(throws: Refused.self) { try tx.savepoint { throw Refused() } }
        #expect(throws: Refused.self) {
          try tx.savepoint {
            try tx.savepoint { try Bank.open(tx, 5) }
            throw Refused()
          }
        }
      }
      let ids = try await database.read { tx in try tx.all("SELECT id FROM accounts ORDER BY id") { try $0.int(0) } }
      #expect(ids == [1, 2, 4])
    }
  }

  @Test("a constraint that fails in a savepoint can be caught around it", arguments: Engine.available)
  func recovers(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      try await database.write { tx in
        try Bank.open(tx, 1)
        #expect(throws: StorageError.self) { try tx.savepoint { try Bank.open(tx, 1) } }
        try Bank.open(tx, 2)
      }
      // The savepoint may also be the first thing the transaction does.
      try await database.write { tx in
        #expect(throws: StorageError.self) { try tx.savepoint { try Bank.open(tx, 1) } }
        try Bank.open(tx, 3)
      }
      #expect(try await database.read { tx in try tx.first("SELECT COUNT(*) FROM accounts") { try $0.int(0) } } == 3)
    }
  }

  @Test("a failure that is swallowed without a savepoint fails the commit", arguments: Engine.available)
  func swallowed(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      let error = await #expect(throws: StorageError.self) {
        try await database.write { tx in
          try Bank.open(tx, 1)
          try? Bank.open(tx, 1)
        }
      }
      guard case .failed("25P02", let message)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(message.contains("uniqueViolation"))
      #expect(try await database.read { tx in try !tx.exists("SELECT 1 FROM accounts") })
    }
  }

  @Test("a read can't write", arguments: Engine.available)
  func readOnly(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      await #expect(throws: StorageError.self) { try await database.read { tx in try Bank.open(tx, 1) } }
      #expect(try await database.read { tx in try !tx.exists("SELECT 1 FROM accounts") })
    }
  }

  @Test("a read sees one snapshot, whatever is committed meanwhile", arguments: Engine.available)
  func snapshot(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      try await database.write { tx in try Bank.open(tx, 1, balance: 10) }
      let committed = Gate()
      let first = Gate()
      async let seen = onThread {
        try await database.read { tx in
          let before = try Bank.balance(tx, 1)
          first.open()
          committed.block()
          return [before, try Bank.balance(tx, 1)]
        }
      }
      await first.wait()
      try await database.write { tx in _ = try tx.execute("UPDATE accounts SET balance = 20") }
      committed.open()
      #expect(try await seen == [10, 10])
      #expect(try await database.read { tx in try Bank.balance(tx, 1) } == 20)
    }
  }

  @Test("a closed database says so", arguments: Engine.available)
  func closed(engine: Engine) async throws {
    let place = try DatabasePlace(engine)
    let database = try place.open()
    try await database.migrate(Bank.migrations)
    await database.close()
    await #expect(throws: StorageError.closed) { try await database.read { _ in } }
    await #expect(throws: StorageError.closed) { try await database.write { _ in } }
    await database.close()
    try await place.remove()
  }
}
