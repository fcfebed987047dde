import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("A company's subscription", .stripeStandin, .enabled(if: PythonOracle.isAvailable))
struct CompanySubscriptionTests {
  @Test("has two prices, and the plan again takes back its cancellation", arguments: Engine.available)
  func life(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      try await paid.card(in: .brl)
      let made = try await put(world, slug: "starter")
      #expect(made.status == "active" && made.planSlug == "starter" && !made.hasClientSecret)
      let items = try await paid.subscriptions().first?["items"]?["data"]?.array ?? []
      #expect(items.map { $0["price"]?["recurring"]?["usage_type"]?.string } == ["licensed", "metered"])
      let cancelled: BillingV1.CompanySubscription = try await world.call(
        .cancelCompanySubscription, as: .actor(SubscriptionWorld.owner))
      #expect(cancelled.cancelAtPeriodEnd)
      let again = try await put(world, slug: "starter")
      #expect(again.id == made.id && !again.cancelAtPeriodEnd)
      let dearer = try await put(world, slug: "growth")
      #expect(dearer.planSlug == "growth")
      let cheaper = try await put(world, slug: "starter")
      #expect(cheaper.planSlug == "growth" && cheaper.scheduledPlanSlug == "starter")
      let plans: BillingV1.ListCompanyPlansResponse = try await world.call(
        .listCompanyPlans, as: .actor(SubscriptionWorld.owner))
      #expect(plans.plans.map(\.slug) == ["free", "starter", "growth", "scale"])
      #expect(plans.plans[1].hasStripePriceID && plans.plans[1].hasStripeMeteredPriceID)
    }
  }

  @Test("what can't be had is refused with its reason", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let reasons = [
        try await refusal { try await put(world, slug: "agency") }.reason,
        try await refusal { try await put(world, slug: "nothing") }.reason,
        try await refusal { try await put(world, slug: "starter") }.reason,
        try await refusal { try await put(world, slug: "starter", as: SubscriptionWorld.member) }.reason,
        try await refusal { try await put(world, slug: "starter", as: SubscriptionWorld.stranger) }.reason,
        try await refusal { try await put(world, slug: nil) }.reason,
      ]
      #expect(
        reasons == [
          "PRICE_NOT_FOUND", "PLAN_NOT_FOUND", "PAYMENT_METHOD_REQUIRED", "PERMISSION_MISSING", "NOT_A_MEMBER",
          "VALIDATION_FAILED",
        ])
      let nothing = try await refusal {
        try await world.call(.cancelCompanySubscription, as: .actor(SubscriptionWorld.owner))
      }
      #expect(nothing.reason == "SUBSCRIPTION_NOT_FOUND")
    }
  }

  @Test("a card that its holder has confirmed is the one that is charged", arguments: Engine.available)
  func setup(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let intent: BillingV1.SetupIntent = try await world.call(
        .createSetupIntent, as: .actor(SubscriptionWorld.owner), key: "k")
      let same: BillingV1.SetupIntent = try await world.call(
        .createSetupIntent, as: .actor(SubscriptionWorld.owner), key: "k")
      #expect(intent == same && !intent.clientSecret.isEmpty)
    }
  }

  private func put(
    _ world: SubscriptionWorld, slug: String?, as user: String = SubscriptionWorld.owner
  ) async throws -> BillingV1.CompanySubscription {
    try await world.call(.putCompanySubscription, as: .actor(user)) {
      $0.companyID = SubscriptionWorld.organization
      if let slug { $0.planSlug = slug }
    }
  }
}
