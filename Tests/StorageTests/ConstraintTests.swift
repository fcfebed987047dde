import Storage
import TestSupport
import Testing

@Suite("Constraints")
struct ConstraintTests {
  private func expect(
    _ expected: StorageError, _ engine: Engine, _ body: @escaping @Sendable (any Transaction) throws -> Void
  ) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      try await database.write { tx in
        try Bank.open(tx, 1, owner: "Ana")
        try tx.execute("INSERT INTO cards VALUES (?, ?, ?, ?)", 1, "t", 1, "4111")
      }
      await #expect(throws: expected) { try await database.write(body) }
      #expect(try await database.read { tx in try Bank.balance(tx, 1) } == 0)
    }
  }

  @Test("a primary key names its table and columns", arguments: Engine.available)
  func primaryKey(engine: Engine) async throws {
    try await expect(.uniqueViolation(table: "accounts", columns: ["tenant_id", "id"]), engine) { tx in
      try Bank.open(tx, 1, owner: "Bia")
    }
  }

  @Test("a unique column names its table and column", arguments: Engine.available)
  func unique(engine: Engine) async throws {
    try await expect(.uniqueViolation(table: "cards", columns: ["number"]), engine) { tx in
      try tx.execute("INSERT INTO cards VALUES (?, ?, ?, ?)", 2, "t", 1, "4111")
    }
  }

  @Test("a unique expression names its table and expression", arguments: Engine.available)
  func uniqueExpression(engine: Engine) async throws {
    try await expect(.uniqueViolation(table: "accounts", columns: ["lower(owner)"]), engine) { tx in
      try Bank.open(tx, 2, owner: "ANA")
    }
  }

  @Test("a foreign key names the table that refers, on insert and on delete", arguments: Engine.available)
  func foreignKey(engine: Engine) async throws {
    try await expect(.foreignKeyViolation(table: "cards"), engine) { tx in
      try tx.execute("INSERT INTO cards VALUES (?, ?, ?, ?)", 2, "t", 9, "5111")
    }
    try await expect(.foreignKeyViolation(table: "cards"), engine) { tx in
      try tx.execute("DELETE FROM accounts WHERE id = ?", 1)
    }
  }

  @Test("a check names its constraint", arguments: Engine.available)
  func check(engine: Engine) async throws {
    try await expect(.checkViolation(table: "accounts", constraint: "accounts_solvent"), engine) { tx in
      try tx.execute("UPDATE accounts SET balance = ? WHERE id = ?", -1, 1)
    }
  }

  @Test("NOT NULL names its column", arguments: Engine.available)
  func notNull(engine: Engine) async throws {
    try await expect(.notNullViolation(table: "accounts", column: "owner"), engine) { tx in
      try tx.execute("INSERT INTO accounts VALUES (?, ?, ?, ?)", "t", 2, nil as String?, 0)
    }
  }

  @Test("wrong SQL and a wrong number of arguments are errors with words", arguments: Engine.available)
  func mistakes(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      for (sql, arguments) in [("SELEC 1", []), ("SELECT ?", []), ("SELECT 1", [.int(1)])] as [(String, [SQLValue])] {
        let error = await #expect(throws: StorageError.self) {
          try await database.write { tx in try tx.forEach(sql, arguments) { _ in } }
        }
        guard case .failed(_, let message)? = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(!message.isEmpty)
      }
    }
  }
}
