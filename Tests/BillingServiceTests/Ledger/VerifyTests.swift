import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("The check of the ledger")
struct VerifyTests {
  /// Damage that somebody does by hand, and the rule that it breaks.
  private static let damages: [(statement: String, rule: String)] = [
    ("UPDATE entries SET amount = amount + 1 WHERE line = 0", "the entries of a journal add up to 0 in each asset"),
    ("DELETE FROM journals WHERE kind = 'usage'", "an entry belongs to a journal"),
    (
      "UPDATE accounts SET posted = posted + 1 WHERE kind = 'credits'", "an account's balance is the sum of its entries"
    ),
    ("DELETE FROM accounts WHERE kind = 'overage'", "a subject's account with entries has a balance"),
    ("UPDATE accounts SET held = held - 1 WHERE held > 0", "what an account holds is the sum of its open holds' parts"),
    ("UPDATE lots SET remaining = remaining - 1 WHERE remaining > held", "a lot has left what its entries add up to"),
    ("UPDATE lots SET granted = granted + 1", "a lot was granted what its grant and its adjustments say"),
    ("UPDATE lots SET held = held - 1 WHERE held > 0", "what a lot holds is the sum of its parts in open holds"),
    ("UPDATE lots SET expires_at = 1 WHERE source = 'plan'", "nothing is used of a lot after its end"),
    ("DELETE FROM lots WHERE held = 0", "a grant has its lot"),
    (
      "UPDATE lots SET revoked = revoked + 1 WHERE source = 'topup'",
      "of a refunded grant is kept what is still paid for"
    ),
    ("UPDATE lots SET effective_at = 1, source = 'plan'", "a period is granted once"),
    ("UPDATE holds SET state = 'settled' WHERE state = 'open'", "a settled hold has one record of usage"),
    ("UPDATE holds SET expires_at = 1 WHERE state = 'open'", "no hold is open long after its end"),
    ("UPDATE holds SET amount = 1 WHERE state = 'open'", "a hold's parts are no more than the hold"),
    (
      "UPDATE holds SET state = 'expired', progress_prompt_tokens = 1 WHERE state = 'open'",
      "a hold that ended with progress has it booked"
    ),
    ("UPDATE usage_totals SET messages = messages + 1", "a period's totals are the sums of its usage"),
    (
      "UPDATE usage_totals SET prompt_tokens = prompt_tokens + 1 WHERE user_id = '*'",
      "a user's totals are the sums over all organizations"
    ),
    ("UPDATE usage_totals SET held_tokens = 1", "what counts against limits is what open holds count"),
    ("DELETE FROM usage_totals", "usage is in the totals of its month"),
    ("UPDATE usage SET seq = seq + 7", "a subject's usage is counted without gaps"),
    ("UPDATE accounts SET usage_seq = 9 WHERE kind = 'credits'", "the last number is the account's"),
    (
      "UPDATE usage SET units = units + 1, overage_units = overage_units + 1",
      "usage has the journal that says who pays for it"
    ),
    (
      "UPDATE usage SET included_units = included_units - 1, overage_units = overage_units + 1 WHERE included_units > 0",
      "a lot's units are paid by lots"
    ),
    ("DELETE FROM usage", "a journal of usage has its record"),
    ("UPDATE journals SET kind = 'other' WHERE kind = 'grant'", "no journal was altered, removed or inserted"),
    ("UPDATE entries SET lot_id = 'x' WHERE lot_id IS NOT NULL", "no journal was altered, removed or inserted"),
    ("DELETE FROM journal_seals WHERE position = 2", "no journal was altered, removed or inserted"),
    (
      "DELETE FROM journal_seals WHERE position = (SELECT MAX(position) FROM journal_seals)",
      "no journal was altered, removed or inserted"
    ),
  ]

  @Test("finds each kind of damage", arguments: Engine.available, damages.indices)
  func finds(engine: Engine, damage: Int) async throws {
    let (statement, rule) = Self.damages[damage]
    try await withBillingWorld(engine) { world in
      try await Self.live(world)
      try await world.expectIntact()
      try await Self.damage(world, statement)
      let broken = try await world.administration.verify().findings.filter { !$0.breaches.isEmpty }.map(\.check)
      #expect(broken.contains(rule), "\(broken)")
    }
  }

  @Test("explains a balance line by line from its entries", arguments: Engine.available)
  func explains(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await Self.live(world)
      let statement = try await world.administration.explain(BillingWorld.company)
      #expect(statement.isIntact)
      let credits = statement.lines.filter { $0.account.hasPrefix("credits") }
      let (balance, available) = (try await world.balance(.credits), try await world.available())
      #expect(credits.last?.balance == balance)
      #expect(statement.available == available)
      try await Self.damage(world, "UPDATE accounts SET posted = posted + 1 WHERE kind = 'credits'")
      let damaged = try await world.administration.explain(BillingWorld.company)
      #expect(!damaged.isIntact)
    }
  }

  @Test("an unknown worker is refused")
  func unknownWorker() async throws {
    try await withBillingWorld(.sqlite) { world in
      let error = await #expect(throws: BillingError.self) { try await world.administration.run(worker: "x") }
      #expect(error == .workerNotFound("x"))
    }
  }

  /// A little of everything: a plan, a top-up with a refund, usage within and beyond, a call under way.
  private static func live(_ world: BillingWorld) async throws {
    try await world.include(100)
    try await world.grant(100, "topup:pi_1")
    let refund = Clawback(grantID: "topup:pi_1", reference: "refund:re_1", amount: 10, charged: 100)
    try await CreditStore(database: world.database).clawBack(
      refund, tenantID: BillingWorld.tenant, at: world.clock.now())
    _ = try await world.settle(world.reserve(50), 250)
    world.memberships.set([BillingWorld.company.id], of: "ana")
    _ = try await world.record(5, as: .actor("ana"))
    try await world.grant(100, "topup:pi_2")
    _ = try await world.reserve(40)
    _ = try await world.workers.sealing.runOnce()
  }

  /// What an operator with the database's own tools can do.
  private static func damage(_ world: BillingWorld, _ statement: String) async throws {
    try await world.database.write { tx in
      switch tx.dialect {
      case .sqlite:
        for table in ["journals", "entries", "journal_seals"] {
          for verb in ["update", "delete"] { try tx.execute("DROP TRIGGER \(table)_refuses_\(verb)") }
        }
      case .postgres:
        for table in ["journals", "entries", "journal_seals"] {
          try tx.execute("ALTER TABLE \(table) DISABLE TRIGGER USER")
        }
      }
    }
    try await world.database.write { tx in _ = try tx.execute(statement) }
  }
}
