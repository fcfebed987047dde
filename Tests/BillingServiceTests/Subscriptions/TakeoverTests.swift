import Contracts
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("What Stripe reports of subscriptions")
struct TakeoverTests {
  @Test("every order of a life's events ends the same, with events told twice", arguments: Engine.available)
  func permutations(engine: Engine) async throws {
    let life = Self.life()
    var ends: Set<String> = []
    // All 120 orders of five events on one database each would be slow: each order has a subscription of its own.
    try await withSubscriptionWorld(engine) { world in
      try await prepare(world)
      for (number, order) in permutations(of: Array(life.indices)).enumerated() {
        let (sub, customer) = ("sub_\(number)", "cus_\(number)")
        try await link(world, customer, to: "org-\(number)")
        for index in order + [order[0], order[order.count - 1]] {
          try await receive(world, life[index].renamed(sub, customer))
        }
        let row = try await world.database.read(tenant: SubscriptionWorld.tenant) { tx in
          try tx.subscription(stripeID: sub)
        }
        let end = try #require(row, "the order \(order) made no subscription")
        ends.insert(
          "\(end.status) \(end.terms) \(end.period) \(end.cancelAtPeriodEnd) \(String(describing: end.endedAt))")
      }
    }
    #expect(ends.count == 1, "\(ends)")
    #expect(ends.first?.contains("canceled") == true)
  }

  @Test(
    "a paid one gives its plan, ends the free one, and its end gives the free plan back", arguments: Engine.available)
  func paid(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      try await prepare(world)
      let free = try await world.subscribe(world.plan("hobby").id)
      try await link(world, "cus_1", to: SubscriptionWorld.organization)
      try await receive(world, .subscription("created", status: "incomplete", at: 1))
      #expect(try await world.current().id == free.id)
      try await receive(world, .subscription("updated", status: "active", at: 2, before: #"{"status":"incomplete"}"#))
      #expect(try await world.entitlement().planSlug == "basic")
      #expect(try await world.row(free.id)?.status == .canceled)
      #expect(try await world.current().planID != free.planID)
      try await receive(world, .subscription("deleted", status: "canceled", at: 3))
      #expect(try await world.entitlement().planSlug == "free")
    }
  }

  @Test(
    "one of a customer that is not ours, or for a price that is no plan's, is left alone", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      try await prepare(world)
      try await receive(world, .subscription("created", status: "active", at: 1))
      try await link(world, "cus_2", to: SubscriptionWorld.organization)
      try await receive(
        world, .subscription("created", status: "active", at: 1, price: "price_x").renamed("sub_2", "cus_2"))
      #expect(try await world.entitlement().planSlug == "free")
    }
  }

  @Test("a second one that was paid for gives nothing until the first one ends", arguments: Engine.available)
  func duplicate(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      try await prepare(world)
      try await link(world, "cus_1", to: SubscriptionWorld.organization)
      try await receive(world, .subscription("created", status: "active", at: 1))
      try await receive(
        world, .subscription("created", status: "active", at: 2, price: "price_pro").renamed("sub_2", "cus_1"))
      #expect(try await world.entitlement().planSlug == "basic")
      try await receive(world, .subscription("deleted", status: "canceled", at: 3))
      #expect(try await world.entitlement().planSlug == "max")
    }
  }

  @Test("a renewal that is not paid keeps the plan for as many days as the tenant says", arguments: Engine.available)
  func grace(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      try await prepare(world)
      try await link(world, "cus_1", to: SubscriptionWorld.organization)
      try await receive(world, .subscription("created", status: "active", at: 1))
      try await receive(world, .subscription("updated", status: "past_due", at: 2, before: #"{"status":"active"}"#))
      let settings: BillingV1.BillingSettings = try await world.call(.updateBillingSettings, as: .admin()) {
        $0.pastDueGraceDays = 2
      }
      #expect(settings.pastDueGraceDays == 2)
      world.clock.advance(by: .seconds(2 * 86_400 - 1))
      #expect(try await world.entitlement().planSlug == "basic")
      world.clock.advance(by: .seconds(1))
      #expect(try await world.entitlement().planSlug == "free")
    }
  }

  @Test("a paid invoice grants its period once, however often it is told", arguments: Engine.available)
  func invoice(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      try await prepare(world)
      try await link(world, "cus_1", to: SubscriptionWorld.organization)
      try await receive(world, .subscription("created", status: "active", at: 1))
      for number in 1...2 {
        try await receive(
          world,
          .init(
            id: "evt_in_\(number)", type: "invoice.paid", created: 2,
            object: """
              {"id":"in_1","object":"invoice","currency":"usd","total":1000,"amount_due":1000,"amount_paid":1000,
              "created":2,"billing_reason":"subscription_create",
              "parent":{"subscription_details":{"subscription":"sub_1"}}}
              """))
      }
      let lots = try await world.database.read(tenant: SubscriptionWorld.tenant) { tx in
        try tx.creditState(of: Subject(.organization, SubscriptionWorld.organization)).lots
      }
      #expect(lots.map(\.granted) == [5000])
      #expect(try await world.administration.verify().isIntact)
    }
  }

  /// Two plans with prices at Stripe.
  private func prepare(_ world: SubscriptionWorld) async throws {
    try await world.plan("basic", ["usd:month:1000"], tokens: 5000)
    try await world.plan("max", ["usd:month:3000"], tokens: 9000)
    let now = world.clock.now()
    try await world.database.write(tenant: SubscriptionWorld.tenant) { tx in
      for (id, slug, amount) in [("price_basic", "basic", Int64(1000)), ("price_pro", "max", 3000)] {
        try tx.add(
          .init(
            id: id, planSlug: slug, isMetered: false,
            price: PlanPrice(currency: .usd, interval: .month, amount: amount)), at: now)
      }
    }
  }

  private func link(_ world: SubscriptionWorld, _ customer: String, to organization: String) async throws {
    let now = world.clock.now()
    try await world.database.write(tenant: SubscriptionWorld.tenant) { tx in
      _ = try tx.claimStripeCustomer(of: Subject(.organization, organization), .usd, at: now)
      try tx.keepStripeCustomer(customer, of: Subject(.organization, organization), currency: "usd")
    }
  }

  private func receive(_ world: SubscriptionWorld, _ event: Event) async throws {
    let json = Data(event.json.utf8)
    try await world.stripe.inbox.store(
      StripeEvent(json: json), payload: Array(json), tenantID: SubscriptionWorld.tenant)
    while try await world.stripe.inbox.work(at: world.clock.now()) > 0 {}
  }

  /// Created, paid, to be cancelled, resumed and deleted, all but the end within one second.
  private static func life() -> [Event] {
    [
      .subscription("created", status: "incomplete", at: 1),
      .subscription("updated", status: "active", at: 1, before: #"{"status":"incomplete"}"#, number: 2),
      .subscription(
        "updated", status: "active", at: 1, before: #"{"cancel_at_period_end":false}"#, cancels: true, number: 3),
      .subscription("updated", status: "active", at: 1, before: #"{"cancel_at_period_end":true}"#, number: 4),
      .subscription("deleted", status: "canceled", at: 2, number: 5),
    ]
  }

  private func permutations(of values: [Int]) -> [[Int]] {
    guard values.count > 1 else { return [values] }
    return values.flatMap { first in permutations(of: values.filter { $0 != first }).map { [first] + $0 } }
  }
}

/// An event as Stripe words it.
private struct Event {
  var id: String
  var type: String
  var created: Int64
  var object: String
  var before: String?

  /// Of `sub_1`, a customer's `cus_1`.
  static func subscription(
    _ what: String, status: String, at second: Int64, price: String = "price_basic", before: String? = nil,
    cancels: Bool = false, number: Int = 1
  ) -> Event {
    let start: Int64 = 1_772_452_800
    let ended = status == "canceled" ? String(start + second) : "null"
    return Event(
      id: "evt_sub_1_\(what)_\(number)", type: "customer.subscription.\(what)", created: start + second,
      object: """
        {"id":"sub_1","object":"subscription","customer":"cus_1","status":"\(status)","currency":"usd",
        "cancel_at_period_end":\(cancels),"created":\(start),"billing_cycle_anchor":\(start),"ended_at":\(ended),
        "items":{"data":[{"id":"si_1","price":{"id":"\(price)","currency":"usd","unit_amount":1000,
        "recurring":{"interval":"month","usage_type":"licensed"}},
        "current_period_start":\(start),"current_period_end":\(start + 2_678_400)}]}}
        """, before: before)
  }

  /// The same of another subscription.
  func renamed(_ subscription: String, _ customer: String) -> Event {
    var event = self
    event.id = id.replacingOccurrences(of: "sub_1", with: subscription)
    event.object = object.replacingOccurrences(of: "\"sub_1\"", with: "\"\(subscription)\"")
      .replacingOccurrences(of: "\"cus_1\"", with: "\"\(customer)\"")
    return event
  }

  var json: String {
    """
    {"id":"\(id)","type":"\(type)","created":\(created),"livemode":false,
    "data":{"object":\(object)\(before.map { ",\"previous_attributes\":\($0)" } ?? "")}}
    """
  }
}
