import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("The catalogue of the dashboard")
struct CatalogueTests {
  @Test(
    "a plan is made with prices, limits and features, changed in part, and taken off offer", arguments: Engine.available
  )
  func life(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let made = try await create(world, "team")
      #expect(made.prices.map(\.currency) == ["usd", "jpy"])
      #expect(made.prices.map(\.amount) == [2999, 500])
      #expect(made.limits.maxMessagesPerMonth == 100)
      #expect(!made.limits.hasMaxStores)
      #expect(made.isActive && !made.isFree && !made.isGlobal)

      let changed: BillingV1.CataloguePlan = try await world.call(.updateCataloguePlan, as: .admin()) {
        $0.id = made.id
        $0.name = "Teams"
        $0.limits = .with { $0.includedTokens = 5 }
      }
      #expect(changed.name == "Teams")
      #expect(changed.prices == made.prices)
      #expect(changed.limits.includedTokens == 5)
      #expect(!changed.limits.hasMaxMessagesPerMonth)

      for _ in 1...2 {
        let off: BillingV1.CataloguePlan = try await world.call(.deactivateCataloguePlan, as: .admin()) {
          $0.id = made.id
        }
        #expect(!off.isActive)
      }
      let offered: BillingV1.ListCataloguePlansResponse = try await world.call(.listCataloguePlans, as: .admin()) {
        $0.isActive = true
        $0.perPage = 100
      }
      #expect(!offered.plans.contains { $0.id == made.id })
    }
  }

  @Test("the same Idempotency-Key makes one plan, and a taken slug none", arguments: Engine.available)
  func once(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let first = try await create(world, "team", key: "k")
      let again = try await create(world, "team", key: "k")
      #expect(first.id == again.id)
      let error = try await refusal { try await create(world, "team") }
      #expect(error.reason == "SLUG_TAKEN")
    }
  }

  @Test("another tenant's plan is not there, and a global one can't be changed", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let plan = try await create(world, "team")
      let foreign = try await refusal {
        try await world.call(.getCataloguePlan, as: .admin("admin", BillingWorld.otherTenant)) { $0.id = plan.id }
      }
      #expect(foreign.reason == "PLAN_NOT_FOUND")
      let global = try await world.administration.listPlans().first { $0.tenantID == nil && $0.terms.slug == "growth" }
      let id = try #require(global?.id)
      let refused = try await refusal {
        try await world.call(.deactivateCataloguePlan, as: .admin()) { $0.id = id }
      }
      #expect(refused.reason == "PLAN_IS_GLOBAL")
    }
  }

  @Test("the plan of those without a subscription stays on offer", arguments: Engine.available)
  func defaultPlan(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let free = try await world.plan("free")
      let error = try await refusal {
        try await world.call(.deactivateCataloguePlan, as: .admin()) { $0.id = free.id }
      }
      #expect(error.reason == "PLAN_IS_DEFAULT")
      #expect(try await world.administration.listPlans().first { $0.id == free.id }?.terms.isActive == true)
    }
  }

  @Test("every bad field is named, and nothing is made", arguments: Engine.available)
  func bad(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let error = try await refusal {
        try await world.call(.createCataloguePlan, as: .admin()) {
          $0.slug = "9team"
          $0.name = "Team"
          $0.trialDays = 731
          $0.prices = [
            price("usd", .month, 49), price("huf", .month, 1_000_001), price("huf", .month, 2_000_000),
            price("eur", .oneTime, 5000),
          ]
        }
      }
      #expect(
        error.violations.map(\.field) == [
          "slug", "trial_days", "prices[0].amount", "prices[1].amount", "prices[2]", "prices[3].interval",
        ])
      #expect(try await !world.administration.listPlans().contains { $0.terms.name == "Team" })
    }
  }

  @Test("a role without the permission changes nothing", arguments: Engine.available)
  func role(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let error = try await refusal { try await create(world, "team", as: .admin("viewer")) }
      #expect(error.reason == "INSUFFICIENT_ROLE")
      let outside = try await refusal { try await create(world, "team", as: .user(SubscriptionWorld.owner)) }
      #expect(outside.reason == "UNAUTHENTICATED")
    }
  }

  @Test("without a key a plan can't be published, and everything else goes on", arguments: Engine.available)
  func unpublished(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let plan = try await create(world, "team")
      let error = try await refusal {
        try await world.call(.publishCataloguePlan, as: .admin()) { $0.id = plan.id }
      }
      #expect(error.reason == "STRIPE_NOT_CONFIGURED")
    }
  }

  private func create(
    _ world: SubscriptionWorld, _ slug: String, key: String? = nil, as caller: Caller = .admin()
  ) async throws -> BillingV1.CataloguePlan {
    try await world.call(.createCataloguePlan, as: caller, key: key) {
      $0.slug = slug
      $0.name = "Team"
      $0.features = ["Everything"]
      $0.prices = [price("usd", .month, 2999), price("jpy", .month, 500)]
      $0.limits = .with {
        $0.includedTokens = 1000
        $0.maxMessagesPerMonth = 100
      }
    }
  }

  private func price(
    _ currency: String, _ interval: BillingV1.PriceInterval, _ amount: Int64
  ) -> BillingV1.PlanPrice {
    .with {
      $0.currency = currency
      $0.interval = interval
      $0.amount = amount
    }
  }
}
