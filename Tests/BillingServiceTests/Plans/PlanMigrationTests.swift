import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("The move to prices")
struct PlanMigrationTests {
  @Test("keeps each plan's price, and who was put on which plan", arguments: Engine.available)
  func moves(engine: Engine) async throws {
    try await withDatabase(engine, schema: "billing") { database in
      let before = BillingSchema.migrations.prefix { $0.id != "0012_plan_catalogue" }
      try await database.migrate(Array(before))
      let tenant = Caller.defaultTenantID
      try await database.write { tx in
        try tx.execute(
          """
          INSERT INTO plans (tenant_id, id, slug, name, monthly_cents, included_tokens, is_active, created_at, updated_at)
          VALUES (?, 'p1', 'house', 'House', 1500, 7000, 1, 0, 0)
          """, tenant)
        try tx.execute(
          """
          INSERT INTO subscriptions (tenant_id, subject_kind, subject_id, plan_slug, created_at, updated_at)
          VALUES (?, 'user', 'u1', 'house', 0, 0)
          """, tenant)
      }
      try await database.migrate(BillingSchema.migrations)
      let clock = TestClock()
      let now = clock.now()
      let (plan, entitlement) = try await database.read(tenant: tenant) { tx in
        (try tx.plan(slug: "house"), try tx.entitlement(of: Subject(.user, "u1"), at: now))
      }
      #expect(plan?.terms.prices == [PlanPrice(currency: .brl, interval: .month, amount: 1500)])
      #expect(entitlement.planSlug == "house")
      #expect(entitlement.included == 7000)
    }
  }
}
