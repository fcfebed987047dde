import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("Plans as genlobe shows them")
struct SubscriptionPlanTests {
  @Test("amounts are exact in the major unit, whatever digits the currency has", arguments: Engine.available)
  func amounts(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let dollars = try await world.plan("dollars", ["usd:month:2999", "usd:year:29990"])
      let yen = try await world.plan("yen", ["jpy:month:500"])
      let dinar = try await world.plan("dinar", ["kwd:month:1230"])
      let shown = try await [dollars, yen, dinar].asyncMap { plan in try await get(world, plan.id) }
      #expect(shown.map(\.priceMonthly) == [29_990, 500_000, 1230])
      #expect(shown.map(\.priceYearly) == [299_900, 0, 0])
      #expect(shown.map(\.currency) == ["usd", "jpy", "kwd"])
    }
  }

  @Test("pages count from 1 and say what follows", arguments: Engine.available)
  func pages(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      try await world.plan("hidden", isActive: false)
      let all: BillingV1.ListPlansResponse = try await world.call(.listPlans)
      let first: BillingV1.ListPlansResponse = try await world.call(.listPlans) { $0.limit = 2 }
      let second: BillingV1.ListPlansResponse = try await world.call(.listPlans) {
        $0.limit = 2
        $0.skip = 2
      }
      #expect(first.plans.count == 2 && first.page == 1 && first.hasNext_p && !first.hasPrev_p)
      #expect(second.page == 2 && second.hasPrev_p)
      #expect(first.plans + second.plans == Array(all.plans.prefix(4)))
      #expect(!all.plans.contains { $0.name == "Hidden" })
      let inactive: BillingV1.ListPlansResponse = try await world.call(.listPlans) { $0.includeInactive = true }
      #expect(inactive.total == all.total + 1)
      let error = try await refusal {
        try await world.call(.listPlans) {
          $0.limit = 0
          $0.skip = -1
        }
      }
      #expect(error.violations.map(\.field) == ["skip", "limit"])
    }
  }

  @Test("the free ones cost nothing, the available ones say what they cost", arguments: Engine.available)
  func faces(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      try await world.plan("yen", ["jpy:month:500"])
      let free: BillingV1.ListFreePlansResponse = try await world.call(.listFreePlans)
      #expect(free.plans.map(\.name) == ["Free"])
      let available: BillingV1.ListAvailablePlansResponse = try await world.call(.listAvailablePlans, as: .backEnd())
      let byName = Dictionary(available.plans.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      #expect(byName["Free"]?.priceDisplay == "Free")
      #expect(byName["Yen"]?.priceDisplay == "500 JPY")
      #expect(byName["Pro"]?.priceDisplay == "20.00 USD")
      #expect(byName["Setup pack"] == nil)
    }
  }

  @Test("pinqo's five plans are there in three currencies, by the month and the year", arguments: Engine.available)
  func seeded(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let plans = try await world.administration.listPlans()
      for slug in ["starter", "growth", "agency", "done"] {
        let plan = try #require(plans.first { $0.terms.slug == slug })
        for currency in [Currency.huf, .gbp, .eur] {
          let month = try #require(plan.terms.price(currency, .month))
          let year = try #require(plan.terms.price(currency, .year))
          #expect(year.amount == 10 * month.amount)
          #expect(month.amount % currency.step == 0)
        }
      }
      let pack = try #require(plans.first { $0.terms.slug == "setup_pack" })
      #expect(pack.terms.isOneTime && pack.terms.prices.count == 3)
    }
  }

  @Test("another tenant's plan is not there", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let plan = try await world.plan("theirs", tenantID: BillingWorld.otherTenant)
      let error = try await refusal { try await get(world, plan.id) }
      #expect(error.reason == "PLAN_NOT_FOUND")
    }
  }

  private func get(_ world: SubscriptionWorld, _ id: String) async throws -> BillingV1.SubscriptionPlan {
    try await world.call(.getPlan) { $0.planID = id }
  }
}

extension Array {
  fileprivate func asyncMap<T>(_ body: (Element) async throws -> T) async throws -> [T] {
    var result: [T] = []
    for element in self { result.append(try await body(element)) }
    return result
  }
}
