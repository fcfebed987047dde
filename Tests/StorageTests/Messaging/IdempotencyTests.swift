import Storage
import TestSupport
import Testing

@Suite("Idempotency and inbox")
struct IdempotencyTests {
  private struct Refused: Error {}
  private static let at = Timestamp(microseconds: 1)

  private func withBank(_ engine: Engine, _ body: (any Database) async throws -> Void) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations + Idempotency.migrations + Inbox.migrations)
      try await database.write { tx in try Bank.open(tx, 1) }
      try await body(database)
    }
  }

  @Sendable private static func deposit(
    _ tx: any Transaction, key: String?, request: String = "10", tenant: String = "t", scope: String = "deposit"
  ) throws -> (response: [UInt8], replayed: Bool) {
    try Idempotency.run(
      tx, tenantID: tenant, scope: scope, key: key, request: Array(request.utf8), at: at
    ) {
      try tx.execute("UPDATE accounts SET balance = balance + 10 WHERE id = 1")
      return Array("\(try Bank.balance(tx, 1) ?? 0)".utf8)
    }
  }

  @Test("the same key has one effect and the first answer again", arguments: Engine.available)
  func replay(engine: Engine) async throws {
    try await withBank(engine) { database in
      let first = try await database.write { tx in try Self.deposit(tx, key: "k") }
      let second = try await database.write { tx in try Self.deposit(tx, key: "k") }
      #expect(first.response == Array("10".utf8) && !first.replayed)
      #expect(second.response == Array("10".utf8) && second.replayed)
      #expect(try await database.read { tx in try Bank.balance(tx, 1) } == 10)
    }
  }

  @Test("another tenant, another scope and no key are calls of their own", arguments: Engine.available)
  func scopes(engine: Engine) async throws {
    try await withBank(engine) { database in
      _ = try await database.write { tx in try Self.deposit(tx, key: "k") }
      _ = try await database.write { tx in try Self.deposit(tx, key: "k", tenant: "u") }
      _ = try await database.write { tx in try Self.deposit(tx, key: "k", scope: "other") }
      _ = try await database.write { tx in try Self.deposit(tx, key: nil) }
      _ = try await database.write { tx in try Self.deposit(tx, key: nil) }
      #expect(try await database.read { tx in try Bank.balance(tx, 1) } == 50)
    }
  }

  @Test("the same key with another request is a conflict without effect", arguments: Engine.available)
  func conflict(engine: Engine) async throws {
    try await withBank(engine) { database in
      _ = try await database.write { tx in try Self.deposit(tx, key: "k") }
      await #expect(throws: IdempotencyConflict.self) {
        try await database.write { tx in try Self.deposit(tx, key: "k", request: "11") }
      }
      #expect(try await database.read { tx in try Bank.balance(tx, 1) } == 10)
    }
  }

  @Test("a call that failed leaves its key free, even when the failure is caught", arguments: Engine.available)
  func failure(engine: Engine) async throws {
    try await withBank(engine) { database in
      try await database.write { tx in
        #expect(throws: Refused.self) {
          try Idempotency.run(tx, tenantID: "t", scope: "deposit", key: "k", request: [], at: Self.at) {
            try tx.execute("UPDATE accounts SET balance = 99 WHERE id = 1")
            throw Refused()
          }
        }
      }
      let next = try await database.write { tx in try Self.deposit(tx, key: "k") }
      #expect(next.response == Array("10".utf8) && !next.replayed)
    }
  }

  @Test("calls at the same time with one key have one effect", arguments: Engine.available)
  func concurrent(engine: Engine) async throws {
    try await withBank(engine) { database in
      let answers = try await withThrowingTaskGroup(of: (response: [UInt8], replayed: Bool).self) { group in
        for _ in 0..<30 { group.addTask { try await database.write { tx in try Self.deposit(tx, key: "k") } } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.filter { !$0.replayed }.count == 1)
      #expect(answers.allSatisfy { $0.response == Array("10".utf8) })
      #expect(try await database.read { tx in try Bank.balance(tx, 1) } == 10)
    }
  }

  @Test("a message delivered many times is taken in once per consumer", arguments: Engine.available)
  func inbox(engine: Engine) async throws {
    try await withBank(engine) { database in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<40 {
          group.addTask {
            try await database.write { tx in
              guard try Inbox.claim(tx, consumer: "c\(index % 2)", messageID: "m", at: Self.at) else { return }
              try tx.execute("UPDATE accounts SET balance = balance + 1 WHERE id = 1")
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await database.read { tx in try Bank.balance(tx, 1) } == 2)
    }
  }
}
