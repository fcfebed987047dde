import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("Free subscriptions, without Stripe")
struct FreeSubscriptionTests {
  @Test("an organization that subscribes has its plan at once", arguments: Engine.available)
  func subscribes(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let plan = try await world.plan("hobby", tokens: 500)
      let made: BillingV1.Subscription = try await world.call(.createSubscription) {
        $0.planID = plan.id
        $0.organizationID = SubscriptionWorld.organization
        $0.subscriptionMetadata = .with { $0.fields["source"] = .init(stringValue: "landing") }
      }
      #expect(made.status == .active && made.billingCycle == .monthly)
      #expect(made.planID == plan.id && made.organizationID == SubscriptionWorld.organization)
      #expect(made.subscriptionMetadata.fields["source"]?.stringValue == "landing")
      #expect(!made.hasStripeCustomerID && !made.hasStripeSubscriptionID)
      #expect(try await world.entitlement().planSlug == "hobby")
      #expect(try await world.entitlement().included == 500)
      #expect(try await world.current() == made)
      let shown: BillingV1.GetOrganizationSubscriptionResponse = try await world.call(
        .getOrganizationSubscription, as: .user(SubscriptionWorld.member)
      ) { $0.organizationID = SubscriptionWorld.organization }
      #expect(shown.subscription.plan.id == plan.id)
    }
  }

  @Test("a free plan gives way to another, and an organization has one subscription", arguments: Engine.available)
  func givesWay(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let first = try await world.subscribe(world.plan("hobby").id)
      let second = try await world.subscribe(world.plan("club").id)
      #expect(try await world.current().id == second.id)
      let old: BillingV1.Subscription = try await world.call(.getSubscription) { $0.subscriptionID = first.id }
      #expect(old.status == .cancelled)
    }
  }

  @Test("the same Idempotency-Key subscribes once, another request with it is refused", arguments: Engine.available)
  func once(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let (hobby, club) = (try await world.plan("hobby"), try await world.plan("club"))
      let first = try await world.subscribe(hobby.id, key: "k")
      let again = try await world.subscribe(hobby.id, key: "k")
      #expect(first.id == again.id)
      let error = try await refusal { try await world.subscribe(club.id, key: "k") }
      #expect(error.reason == "IDEMPOTENCY_KEY_REUSED")
    }
  }

  @Test("what can't be subscribed to is refused with its reason, and changes nothing", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let inactive = try await world.plan("gone", isActive: false)
      let foreign = try await world.plan("theirs", tenantID: BillingWorld.otherTenant)
      let paid = try await world.plan("paid", ["usd:month:1000"])
      let yearly = try await world.plan("yearly", ["usd:year:1000"])
      let free = try await world.plan("hobby")
      let reasons = [
        try await refusal { try await world.subscribe(inactive.id) }.reason,
        try await refusal { try await world.subscribe(foreign.id) }.reason,
        try await refusal { try await world.subscribe("018f0000-0000-7000-8000-000000000000") }.reason,
        try await refusal { try await world.subscribe(paid.id) }.reason,
        try await refusal { try await world.subscribe(yearly.id) }.reason,
        try await refusal { try await world.subscribe(free.id, SubscriptionWorld.other) }.reason,
        try await refusal { try await world.subscribe(free.id, as: .user(SubscriptionWorld.member)) }.reason,
      ]
      #expect(
        reasons == [
          "PLAN_INACTIVE", "PLAN_NOT_FOUND", "PLAN_NOT_FOUND", "STRIPE_NOT_CONFIGURED", "PRICE_NOT_FOUND",
          "ORGANIZATION_NOT_FOUND", "PERMISSION_MISSING",
        ])
      let none = try await refusal { try await world.current() }
      #expect(none.reason == "SUBSCRIPTION_NOT_FOUND")
      #expect(try await world.entitlement().planSlug == "free")
    }
  }

  @Test(
    "cancelled at the period's end it goes on until that moment, and can be resumed before", arguments: Engine.available
  )
  func cancels(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let made = try await world.subscribe(world.plan("hobby").id)
      let cancelled: BillingV1.Subscription = try await world.call(.cancelSubscription) {
        $0.subscriptionID = made.id
      }
      #expect(cancelled.cancelAtPeriodEnd && cancelled.status == .active && cancelled.hasCanceledAt)
      let again: BillingV1.Subscription = try await world.call(.cancelSubscription) { $0.subscriptionID = made.id }
      #expect(again == cancelled)
      let resumed = try await resume(world)
      #expect(!resumed.cancelAtPeriodEnd && !resumed.hasCanceledAt)
      let nothing = try await refusal { try await resume(world) }
      #expect(nothing.reason == "SUBSCRIPTION_NOT_CANCELLED")

      try await world.call(.cancelSubscription) { $0.subscriptionID = made.id }
      let end = try #require(try await world.row(made.id)).period.end
      world.clock.advance(by: end - world.clock.now() - .microseconds(1))
      #expect(try await world.entitlement().planSlug == "hobby")
      world.clock.advance(by: .microseconds(1))
      #expect(try await world.entitlement().planSlug == "free")
      let late = try await refusal { try await resume(world) }
      #expect(late.reason == "SUBSCRIPTION_ENDED")
      let gone = try await refusal { try await world.current() }
      #expect(gone.reason == "SUBSCRIPTION_NOT_FOUND")
      // What is over by itself stands in nobody's way.
      let next = try await world.subscribe(world.plan("club").id)
      #expect(try await world.current().id == next.id)
    }
  }

  @Test("cancelled now it ends now, also after it was cancelled at the period's end", arguments: Engine.available)
  func cancelsNow(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let made = try await world.subscribe(world.plan("hobby").id)
      try await world.call(.cancelSubscription) { $0.subscriptionID = made.id }
      let ended: BillingV1.CancelBilledSubscriptionResponse = try await world.call(
        .cancelBilledSubscription, as: .backEnd()
      ) {
        $0.subscriptionID = made.id
        $0.cancelAtPeriodEnd = false
      }
      #expect(ended.success && ended.message == "Subscription cancelled")
      #expect(try await world.row(made.id)?.status == .canceled)
      let late = try await refusal {
        try await world.call(.updateSubscription) {
          $0.subscriptionID = made.id
          $0.billingCycle = .yearly
        }
      }
      #expect(late.reason == "SUBSCRIPTION_ENDED")
    }
  }

  @Test("a free plan changes to another free one now, and the id stays", arguments: Engine.available)
  func changes(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let club = try await world.plan("club", tokens: 9)
      let made = try await world.subscribe(world.plan("hobby").id)
      let changed: BillingV1.ChangePlanResponse = try await world.call(.changePlan, as: .backEnd()) {
        $0.subscriptionID = made.id
        $0.newPlanID = club.id
      }
      #expect(changed.subscriptionID == made.id && changed.message == "Plan changed to Club")
      #expect(changed.status == "active")
      #expect(try await world.entitlement().included == 9)
    }
  }

  @Test("a subscription is its maker's, and that of whoever manages billing", arguments: Engine.available)
  func ownership(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let made = try await world.subscribe(world.plan("hobby").id)
      let read: BillingV1.Subscription = try await world.call(
        .getSubscription, as: .user(SubscriptionWorld.member)
      ) { $0.subscriptionID = made.id }
      #expect(read.id == made.id)
      for user in [SubscriptionWorld.member, SubscriptionWorld.stranger] {
        let error = try await refusal {
          try await world.call(.cancelSubscription, as: .user(user)) { $0.subscriptionID = made.id }
        }
        #expect(error.reason == "NOT_SUBSCRIPTION_OWNER")
      }
      let foreign = try await refusal {
        try await world.call(.getSubscription, as: .user(SubscriptionWorld.owner, BillingWorld.otherTenant)) {
          $0.subscriptionID = made.id
        }
      }
      #expect(foreign.reason == "SUBSCRIPTION_NOT_FOUND")
    }
  }

  @Test(
    "a user takes a free plan, not one that costs something, and not for somebody else", arguments: Engine.available)
  func userPlan(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let (free, paid) = (try await world.plan("hobby"), try await world.plan("paid", ["usd:month:1000"]))
      func assign(_ planID: String, to user: String) async throws -> BillingV1.AssignUserPlanResponse {
        try await world.call(.assignUserPlan) {
          $0.userID = user
          $0.planID = planID
        }
      }
      for _ in 1...2 { #expect(try await assign(free.id, to: SubscriptionWorld.owner).success) }
      let now = world.clock.now()
      let slug = try await world.database.read(tenant: SubscriptionWorld.tenant) { tx in
        try tx.entitlement(of: Subject(.user, SubscriptionWorld.owner), at: now).planSlug
      }
      #expect(slug == "hobby")
      let card = try await refusal { try await assign(paid.id, to: SubscriptionWorld.owner) }
      #expect(card.reason == "PAYMENT_METHOD_REQUIRED" && card.httpStatus == 402)
      let other = try await refusal { try await assign(free.id, to: SubscriptionWorld.member) }
      #expect(other.reason == "USER_MISMATCH")
    }
  }

  @Test("a page to pay on needs a place to go on to, and a plan that costs something", arguments: Engine.available)
  func checkout(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let (free, paid) = (try await world.plan("hobby"), try await world.plan("paid", ["usd:month:1000"]))
      func page(_ planID: String, _ url: String) async throws -> BillingV1.SubscriptionCheckout {
        try await world.call(.createSubscriptionCheckout) {
          $0.planID = planID
          $0.successURL = url
          $0.cancelURL = "http://localhost:3000/back"
        }
      }
      for url in ["", "javascript:alert(1)", "http://example.com/", "http://localhost.example.com/", "/relative"] {
        let error = try await refusal { try await page(paid.id, url) }
        #expect(error.violations.map(\.field) == ["success_url"], "\(url)")
      }
      let reasons = [
        try await refusal { try await page(free.id, "https://example.com/") }.reason,
        try await refusal { try await page(paid.id, "https://example.com/") }.reason,
      ]
      #expect(reasons == ["PLAN_IS_FREE", "STRIPE_NOT_CONFIGURED"])
    }
  }

  private func resume(_ world: SubscriptionWorld) async throws -> BillingV1.Subscription {
    try await world.call(.resumeOrganizationSubscription, as: .backEnd()) {
      $0.organizationID = SubscriptionWorld.organization
      $0.userID = SubscriptionWorld.owner
    }
  }
}
