import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Paid subscriptions", .stripeStandin, .enabled(if: PythonOracle.isAvailable))
struct PaidSubscriptionTests {
  @Test("without a card nothing is made, with one the plan is there at once", arguments: Engine.available)
  func card(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let plan = try await world.plan("basic", ["usd:month:1000"], tokens: 5000)
      let without = try await refusal { try await world.subscribe(plan.id) }
      #expect(without.reason == "PAYMENT_METHOD_REQUIRED" && without.httpStatus == 402)
      try await paid.card()
      let made = try await world.subscribe(plan.id)
      #expect(made.status == .active && made.hasStripeSubscriptionID && made.hasStripeCustomerID)
      #expect(try await world.entitlement().included == 5000)
      #expect(try await paid.subscriptions().count == 1)
      let second = try await refusal { try await world.subscribe(plan.id) }
      #expect(second.reason == "SUBSCRIPTION_EXISTS")
    }
  }

  @Test("an answer that is lost is asked for again, and paid once", arguments: ["reset_after", "500_after", "429"])
  func lost(kind: String) async throws {
    try await withPaidWorld(.sqlite) { paid in
      let plan = try await paid.world.plan("basic", ["usd:month:1000"])
      try await paid.card()
      try await paid.account.fail(kind, "/v1/subscriptions")
      let made = try await paid.world.subscribe(plan.id)
      #expect(made.status == .active)
      #expect(try await paid.subscriptions().count == 1)
    }
  }

  @Test("a declined card changes nothing, and another one is another try", arguments: Engine.available)
  func declined(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let plan = try await world.plan("basic", ["usd:month:1000"])
      let free = try await world.subscribe(world.plan("hobby").id)
      try await paid.card("declined")
      let error = try await refusal { try await world.subscribe(plan.id) }
      #expect(error.reason == "PAYMENT_DECLINED" && error.httpStatus == 402)
      #expect(try await world.current().id == free.id)
      #expect(try await paid.subscriptions().isEmpty)
      try await paid.card()
      #expect(try await world.subscribe(plan.id).status == .active)
      #expect(try await world.row(free.id)?.status == .canceled)
    }
  }

  @Test(
    "a dearer plan counts now, a cheaper one with the next period, and a change back undoes it",
    arguments: Engine.available)
  func changes(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let basic = try await world.plan("basic", ["usd:month:1000"])
      let max = try await world.plan("max", ["usd:month:3000"])
      try await paid.card()
      let made = try await world.subscribe(basic.id)
      #expect(try await change(world, made.id, to: max).message == "Plan changed to Max")
      #expect(try await world.entitlement().planSlug == "max")
      let invoices = try await paid.account.objects("invoice")
      #expect(invoices.contains { $0["billing_reason"]?.string == "subscription_update" })

      let down = try await change(world, made.id, to: basic)
      #expect(down.message == "Plan changes to Basic at the end of the period" && down.cancelAtPeriodEnd)
      #expect(try await world.current().planID == max.id)
      _ = try await change(world, made.id, to: max)
      #expect(try await world.row(made.id)?.scheduled == nil)
      _ = try await change(world, made.id, to: basic)
      let end = try #require(try await world.row(made.id)).period.end
      #expect(try await world.row(made.id)?.scheduled == .init(planSlug: "basic", cycle: .month))
      #expect(end > world.clock.now())
    }
  }

  @Test("a free plan follows a paid one when its period ends", arguments: Engine.available)
  func toFree(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let hobby = try await world.plan("hobby")
      try await paid.card()
      let made = try await world.subscribe(world.plan("basic", ["usd:month:1000"]).id)
      let answer = try await change(world, made.id, to: hobby)
      #expect(answer.cancelAtPeriodEnd)
      #expect(try await world.entitlement().planSlug == "basic")
      try await paid.move(to: try #require(try await world.row(made.id)).period.end)
      #expect(try await world.row(made.id)?.status == .canceled)
      #expect(try await world.entitlement().planSlug == "hobby")
    }
  }

  @Test("a cancellation at the period's end is taken back, one that is now is final", arguments: Engine.available)
  func cancels(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      try await paid.card()
      let made = try await world.subscribe(world.plan("basic", ["usd:month:1000"]).id)
      let atEnd: BillingV1.Subscription = try await world.call(.cancelSubscription) { $0.subscriptionID = made.id }
      #expect(atEnd.cancelAtPeriodEnd && atEnd.status == .active)
      let resumed: BillingV1.Subscription = try await world.call(.resumeOrganizationSubscription, as: .backEnd()) {
        $0.organizationID = SubscriptionWorld.organization
        $0.userID = SubscriptionWorld.owner
      }
      #expect(!resumed.cancelAtPeriodEnd)
      let now: BillingV1.CancelOrganizationSubscriptionResponse = try await world.call(
        .cancelOrganizationSubscription
      ) {
        $0.organizationID = SubscriptionWorld.organization
        $0.cancelAtPeriodEnd = false
      }
      #expect(now.subscription.status == .cancelled && now.message == "Subscription cancelled")
      #expect(try await paid.subscriptions().compactMap { $0["status"]?.string } == ["canceled"])
    }
  }

  @Test("the first subscription has a trial, the next one has none", arguments: Engine.available)
  func trial(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let plan = try await world.plan("basic", ["usd:month:1000"], trialDays: 14)
      try await paid.card()
      let first = try await world.subscribe(plan.id)
      #expect(first.status == .trialing)
      #expect(first.trialEnd.seconds - first.trialStart.seconds == 14 * 86_400)
      try await world.call(.cancelSubscription) {
        $0.subscriptionID = first.id
        $0.cancelAtPeriodEnd = false
      }
      #expect(try await world.subscribe(plan.id).status == .active)
    }
  }

  @Test("a page that is paid on makes the subscription, and the next page is refused", arguments: Engine.available)
  func checkout(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let plan = try await world.plan("basic", ["usd:month:1000"])
      func page(key: String? = nil) async throws -> BillingV1.SubscriptionCheckout {
        try await world.call(.createSubscriptionCheckout, key: key) {
          $0.planID = plan.id
          $0.successURL = "https://example.com/done"
          $0.cancelURL = "https://example.com/back"
        }
      }
      let (first, same) = (try await page(key: "k"), try await page(key: "k"))
      #expect(first == same && !first.checkoutURL.isEmpty)
      let none = try await refusal { try await world.current() }
      #expect(none.reason == "SUBSCRIPTION_NOT_FOUND")
      try await paid.account.control("complete", ["id": .string(first.sessionID)])
      try await paid.deliver()
      #expect(try await world.current().planID == plan.id)
      let error = try await refusal { try await page() }
      #expect(error.reason == "SUBSCRIPTION_EXISTS")
    }
  }

  private func change(
    _ world: SubscriptionWorld, _ id: String, to plan: Plan
  ) async throws -> BillingV1.ChangePlanResponse {
    try await world.call(.changePlan, as: .backEnd()) {
      $0.subscriptionID = id
      $0.newPlanID = plan.id
    }
  }
}
