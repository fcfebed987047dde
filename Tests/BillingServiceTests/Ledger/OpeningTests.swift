import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("The move into the ledger")
struct OpeningTests {
  @Test("keeps every balance, every record and every call under way", arguments: Engine.available)
  func moves(engine: Engine) async throws {
    try await withDatabase(engine, schema: "billing") { database in
      let before = BillingSchema.migrations.prefix { $0.id != "0005_ledger" }
      try await database.migrate(Array(before))
      try await database.write { tx in for statement in Self.rows { try tx.execute(statement) } }
      let clock = TestClock()
      let administration = BillingAdministration(database: database, clock: clock)
      try await administration.migrate()

      let broken = try await administration.verify().findings.flatMap { finding in
        finding.breaches.map { "\(finding.check): \($0.row) \($0.problem)" }
      }
      #expect(broken.isEmpty, "\(broken)")
      let company = Subject(.organization, "company-1")
      let quota = try await UsageStore(database: database).quota(
        of: company, tenantID: Caller.defaultTenantID, at: clock.now())
      #expect(quota.used == 1300)
      #expect(quota.topupRemaining == 350)
      #expect(quota.reserved == 200)
      let statement = try await administration.explain(company)
      #expect(statement.isIntact)
      let holds = HoldStore(database: database)
      // What was settled is answered as before, and what was under way is settled now.
      let settled = try await holds.settle(
        Settlement(holdID: "r1", promptTokens: 5, completionTokens: 0), tenantID: Caller.defaultTenantID,
        usageID: "new", at: clock.now())
      #expect(settled.id == "u1")
      let late = try await holds.settle(
        Settlement(holdID: "r2", promptTokens: 150, completionTokens: 0), tenantID: Caller.defaultTenantID,
        usageID: "u9", at: clock.now())
      #expect(late.funding == UsageFunding(topups: 150))
      let again = try await administration.grantTopup(to: company, tokens: 500, reference: "pi_1")
      #expect(again.remaining < 500)
      let after = try await administration.verify().isIntact
      #expect(after)
    }
  }

  /// March 2026 of a company with 1,000 included tokens and a top-up of 500: 1,300 used, 150 of them from the
  /// top-up and 150 beyond everything when there was no top-up yet.
  private static let rows: [String] = {
    let tenant = Caller.defaultTenantID
    let march: Int64 = 1_772_323_200_000_000
    let later = march + 86_400_000_000
    let subject = "'\(tenant)', 'organization', 'company-1'"
    return [
      """
      INSERT INTO plans (tenant_id, id, slug, name, monthly_cents, included_tokens, is_active, created_at, updated_at)
      VALUES ('\(tenant)', 'p1', 'free', 'Free', 0, 1000, 1, 0, 0)
      """,
      """
      INSERT INTO usage_periods (tenant_id, subject_kind, subject_id, period_start, included_tokens, used_tokens,
        topup_tokens, reserved_tokens) VALUES (\(subject), \(march), 1000, 1300, 150, 200)
      """,
      """
      INSERT INTO usage_periods (tenant_id, subject_kind, subject_id, period_start, included_tokens, used_tokens,
        topup_tokens, reserved_tokens) VALUES (\(subject), \(march - 2_419_200_000_000), 1000, 0, 0, 0)
      """,
      """
      INSERT INTO topups (tenant_id, subject_kind, subject_id, id, tokens, remaining_tokens, reference, created_at)
      VALUES (\(subject), 't1', 500, 350, 'pi_1', \(march))
      """,
      """
      INSERT INTO reservations (tenant_id, subject_kind, subject_id, id, period_start, tokens, model, operation_type,
        status, created_at, expires_at)
      VALUES (\(subject), 'r1', \(march), 900, 'gpt-4o-mini', 'chat', 'settled', \(march), \(later)),
        (\(subject), 'r2', \(march), 200, 'gpt-4o-mini', 'chat', 'open', \(march), \(later * 2))
      """,
      """
      INSERT INTO usage_records (tenant_id, subject_kind, subject_id, id, model, operation_type, prompt_tokens,
        completion_tokens, cost_micro_usd, is_priced, reservation_id, created_at)
      VALUES (\(subject), 'u1', 'gpt-4o-mini', 'chat', 900, 0, 135, 1, 'r1', \(march)),
        (\(subject), 'u2', 'gpt-4o-mini', 'embedding', 300, 100, 105, 1, NULL, \(later))
      """,
    ]
  }()
}
