import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("Plans")
struct PlanTests {
  @Test("the public sees the active ones, cheapest first", arguments: Engine.available)
  func publicPlans(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let plans = try await publicPlans(world)
      #expect(plans.map(\.slug) == ["free", "starter", "growth", "scale"])
      #expect(plans.map(\.monthlyCents) == [0, 9700, 29_700, 99_700])
      #expect(plans.allSatisfy { isUUID($0.id) })
      #expect(plans.map(\.hasOveragePerMillionCents) == [false, true, true, true])
      #expect(plans.map(\.hasMaxStores) == [true, true, true, false])
    }
  }

  @Test("a tenant's own plan stands in for the global one, for that tenant", arguments: Engine.available)
  func ownPlan(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      var terms = PlanTerms(slug: "starter", name: "Início", monthlyCents: 4900, includedTokens: 500_000)
      let own = try await world.administration.upsertPlan(terms, tenantID: BillingWorld.tenant)
      #expect(try await publicPlans(world).map(\.name) == ["Free", "Início", "Growth", "Scale"])
      #expect(
        try await publicPlans(world, BillingWorld.otherTenant).map(\.name) == ["Free", "Starter", "Growth", "Scale"])

      terms.isActive = false
      #expect(try await world.administration.upsertPlan(terms, tenantID: BillingWorld.tenant).id == own.id)
      #expect(try await publicPlans(world).map(\.slug) == ["free", "growth", "scale"])
      let slugs = try await world.administration.listPlans().map(\.terms.slug)
      #expect(slugs.filter { ["free", "starter", "growth", "scale"].contains($0) }.count == 4)
    }
  }

  @Test("a subject without one has the free plan", arguments: Engine.available)
  func defaultPlan(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let company = try await world.reserve(1)
      let user = try await world.reserve(1, for: Subject(.user, "user-1"))
      #expect(company.planSlug == "free")
      #expect(user.planSlug == "free")
    }
  }

  @Test("a new plan's quota counts at once, in both directions", arguments: Engine.available)
  func changed(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      _ = try await world.settle(world.reserve(100), 100)
      _ = try await world.administration.setPlan(of: BillingWorld.company, to: "growth")
      #expect(try await world.month().includedTokens == 10_000_000)
      #expect(try await world.reserve(5000).planSlug == "growth")
      #expect(try await world.reserve(1, for: Subject(.organization, "company-2")).planSlug == "free")

      _ = try await world.administration.setPlan(of: BillingWorld.company, to: "free")
      let error = try await refusal { try await world.reserve(1) }
      #expect(error.metadata["included"] == "100")
    }
  }

  @Test("a smaller plan takes nothing from top-ups for what was used before", arguments: Engine.available)
  func downgrade(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      _ = try await world.administration.setPlan(of: BillingWorld.company, to: "growth")
      _ = try await world.administration.grantTopup(to: BillingWorld.company, tokens: 1000)
      _ = try await world.settle(world.reserve(5000), 5000)
      _ = try await world.administration.setPlan(of: BillingWorld.company, to: "free")
      _ = try await world.settle(world.reserve(1000), 10)
      #expect(try await world.month().topupRemaining == 990)
    }
  }

  @Test("an unknown plan can't be had", arguments: Engine.available)
  func unknown(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let error = await #expect(throws: BillingError.self) {
        try await world.administration.setPlan(of: BillingWorld.company, to: "platinum")
      }
      #expect(error == .planNotFound("platinum"))
    }
  }

  @Test("bad terms are refused with every bad field")
  func badTerms() async throws {
    try await withBillingWorld(.sqlite) { world in
      let terms = PlanTerms(slug: "No Slug", name: "", monthlyCents: -1, includedTokens: -1, maxAgents: -1)
      let error = try await refusal { try await world.administration.upsertPlan(terms) }
      #expect(
        error.violations.map(\.field) == [
          "slug", "name", "prices[0].amount", "limits.included_tokens", "limits.max_agents",
        ])
    }
  }

  private func publicPlans(
    _ world: BillingWorld, _ tenantID: String = BillingWorld.tenant
  ) async throws -> [BillingV1.PublicPlan] {
    let response = try await world.call(.listPublicPlans, as: Caller(tenantID: tenantID))
    return response.plans
  }
}
