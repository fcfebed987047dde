import Storage
import TestSupport
import Testing

@Suite("Values and statements beyond the engines' limits")
struct UnacceptableTests {
  private func expectUnacceptable(
    _ engine: Engine, _ body: @escaping @Sendable (any Transaction) throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      let error = await #expect(throws: StorageError.self, sourceLocation: sourceLocation) {
        try await database.write(body)
      }
      guard case .unacceptable? = error else {
        Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
        return
      }
    }
  }

  @Test("more arguments than a statement can have", arguments: Engine.available)
  func arguments(engine: Engine) async throws {
    try await expectUnacceptable(engine) { tx in
      let marks = repeatElement("?", count: 260_000).joined(separator: ", ")
      try tx.execute("DELETE FROM accounts WHERE id IN (\(marks))", (0..<260_000).map { SQLValue.int($0) })
    }
  }

  @Test("an expression deeper than SQLite takes, a pattern longer, a sum larger")
  func sqlite() async throws {
    try await expectUnacceptable(.sqlite) { tx in
      let terms = repeatElement("id = 1", count: 1_100).joined(separator: " OR ")
      _ = try tx.exists("SELECT 1 FROM accounts WHERE \(terms)")
    }
    try await expectUnacceptable(.sqlite) { tx in
      _ = try tx.exists("SELECT 'a' LIKE ?", String(repeating: "b", count: 60_000))
    }
    try await expectUnacceptable(.sqlite) { tx in
      _ = try tx.exists("SELECT SUM(n) FROM (SELECT 9223372036854775807 AS n UNION ALL SELECT 1)")
    }
  }

  @Test(
    "an index row larger than PostgreSQL takes, a number out of range, a NUL, a text too long",
    .enabled(if: Engine.hasPostgres))
  func postgres() async throws {
    var random = SplitMix(seed: 3)
    let long = (0..<2_000).map { _ in String(random.next(), radix: 36) }.joined()
    try await expectUnacceptable(.postgres) { tx in try Bank.open(tx, 1, owner: long) }
    try await expectUnacceptable(.postgres) { tx in _ = try tx.exists("SELECT CAST(? AS BIGINT) + 1", Int64.max) }
    try await expectUnacceptable(.postgres) { tx in _ = try tx.exists("SELECT convert_from(?, 'UTF8')", [0xff as UInt8])
    }
    try await expectUnacceptable(.postgres) { tx in
      try tx.execute("CREATE TABLE short (name VARCHAR(3))")
      try tx.execute("INSERT INTO short VALUES (?)", "four")
    }
  }
}
