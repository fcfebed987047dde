import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("The ledger")
struct LedgerTests {
  private static func journal(_ key: String, _ amount: Int64, request: String = "") -> Journal {
    Journal(
      key: key, kind: .grant, subject: BillingWorld.company, occurredAt: TestClock().now(),
      entries: [
        JournalEntry(LedgerAccount(.issued, .token), -amount),
        JournalEntry(LedgerAccount(.overage, .token, of: BillingWorld.company), amount),
      ], request: Array(request.utf8), response: Array("first".utf8))
  }

  @Test("a journal that is told twice is posted once, and answers the same", arguments: Engine.available)
  func once(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let journal = Self.journal("a:1", 10, request: "r")
      let first = try await world.write { try $0.post(journal) }
      let second = try await world.write { try $0.post(journal) }
      #expect(first == .posted)
      #expect(second == .replayed(Array("first".utf8)))
      #expect(try await world.balance(.overage) == 10)
      let other = Self.journal("a:1", 11, request: "other")
      let refused = try await reason { try await world.write { try $0.post(other) } }
      #expect(refused == LedgerError.keyReused("a:1").serviceError.reason)
      let balance = try await world.balance(.overage)
      #expect(balance == 10)
    }
  }

  @Test("a journal that does not add up is refused as a whole", arguments: Engine.available)
  func unbalanced(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      var journal = Self.journal("a:1", 10)
      journal.entries.append(JournalEntry(LedgerAccount(.consumed, .credit), 1))
      let bad = journal
      let error = await #expect(throws: UnbalancedJournal.self) { try await world.write { try $0.post(bad) } }
      #expect(error == UnbalancedJournal(key: "a:1"))
      #expect(try await world.balance(.overage) == 0)
      try await world.expectIntact()
    }
  }

  @Test(
    "journals, entries and seals can't be changed or deleted", arguments: Engine.available,
    [
      "UPDATE entries SET amount = 1", "DELETE FROM entries", "UPDATE journals SET kind = 'x'", "DELETE FROM journals",
      "DELETE FROM journal_seals",
    ])
  func appendOnly(engine: Engine, statement: String) async throws {
    try await withBillingWorld(engine) { world in
      try await world.grant(10, "topup:1")
      _ = try await world.workers.sealing.runOnce()
      await #expect(throws: StorageError.self) {
        try await world.database.write { tx in try tx.execute(statement) }
      }
      try await world.expectIntact()
    }
  }

  @Test("a journal is taken back by another one, once", arguments: Engine.available)
  func reversal(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(0)
      try await world.grant(100, "promo:1", .promo)
      _ = try await world.settle(world.reserve(30), 30)
      let key = try await world.database.read { tx in
        try tx.first("SELECT key FROM journals WHERE kind = 'usage'") { try $0.text(0) }
      }
      let usage = try #require(key)
      let now = world.clock.now()
      let first = try await world.write { try $0.reverse(usage, at: now) }
      let second = try await world.write { try $0.reverse(usage, at: now) }
      #expect(first == .posted)
      #expect(second == .replayed([]))
      #expect(try await world.lot("promo:1")?.remaining == 100)
      #expect(try await world.balance(.credits) == 100)
      try await world.expectIntact()
    }
  }

  @Test("an account never falls below its minimum, which the database holds", arguments: Engine.available)
  func minimum(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.grant(10, "topup:1")
      let account = LedgerAccount(.credits, .token, of: BillingWorld.company)
      await #expect(throws: StorageError.self) {
        try await world.write { try $0.change(account, posted: -11) }
      }
      #expect(try await world.balance(.credits) == 10)
    }
  }
}
