import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("What objects at Stripe are now", .enabled(if: PythonOracle.isAvailable), .stripeStandin)
struct StripeObjectTests {
  /// A subscription that was made, cancelled, resumed and given other metadata, all in one second.
  private func life(_ world: StripeWorld) async throws -> String {
    let (subscription, _, _) = try await world.subscribe()
    let client = world.parts.client
    var step = 1
    func change(_ change: StripeSubscriptionChange) async throws {
      step += 1
      _ = try await client.perform(
        .updateSubscription(subscription, change), key: "subscription:\(step)", tenantID: StripeWorld.tenant)
    }
    try await change(StripeSubscriptionChange(cancelAtPeriodEnd: true))
    try await change(StripeSubscriptionChange(cancelAtPeriodEnd: false))
    try await change(StripeSubscriptionChange(metadata: ["a": "1"]))
    return subscription
  }

  /// The installation's settings without the secret key: only events tell.
  private static let keyless: @Sendable (StripeAccountOracle) -> Settings = { account in
    var settings = account.settings
    settings.stripe.secretKey = nil
    return settings
  }

  @Test("with a key one look tells, in whatever order events come", arguments: Engine.available)
  func looked(engine: Engine) async throws {
    try await withStripeWorld(engine, objectHandlers: [ObjectNotes()]) { world in
      let id = try await life(world)
      let deliveries = try await world.account.deliveries().filter { $0.type.hasPrefix("customer.subscription.") }
      #expect(deliveries.count == 4)
      for delivery in deliveries.reversed() + deliveries { try await world.receive(delivery) }
      let looks = try await world.account.requests("/v1/subscriptions/\(id)").filter { $0.method == "GET" }.count
      _ = try await world.workers.events.runOnce()
      let now = try await world.account.api("GET", "/v1/subscriptions/\(id)")
      let kept = try await world.object(id)
      #expect(kept?.body == now)
      #expect(kept?.isDirty == false)
      let more = try await world.account.requests("/v1/subscriptions/\(id)").filter { $0.method == "GET" }.count
      // One for the burst, and the test's own.
      #expect(more - looks == 2)
    }
  }

  @Test("without a key events tell the same, in whatever order and however often", arguments: Engine.available)
  func told(engine: Engine) async throws {
    let account = try #require(StripeStandin.current).account()
    var ends: [JSONValue] = []
    var made: (id: String, deliveries: [StripeStandin.Delivery])?
    try await withDatabase(engine, schema: "billing") { database in
      let world = try await StripeWorld(database, account)
      let id = try await life(world)
      made = (id, try await account.deliveries().filter { $0.type.hasPrefix("customer.subscription.") })
    }
    let (id, deliveries) = try #require(made)
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2], [3, 0, 0, 2, 1, 1]]
    for order in orders {
      try await withDatabase(engine, schema: "billing") { database in
        let world = try await StripeWorld(
          database, account, settings: Self.keyless(account), objectHandlers: [ObjectNotes()])
        for index in order {
          try await world.receive(deliveries[index])
          _ = try await world.workers.events.runOnce()
        }
        let kept = try #require(try await world.object(id))
        #expect(!kept.isDirty)
        ends.append(kept.body)
      }
    }
    let now = try await account.api("GET", "/v1/subscriptions/\(id)")
    #expect(ends == orders.map { _ in now })
  }

  @Test("an object that a missing event left in doubt is looked at by the sweep", arguments: Engine.available)
  func doubted(engine: Engine) async throws {
    try await withStripeWorld(engine, objectHandlers: [ObjectNotes()]) { world in
      let id = try await life(world)
      let deliveries = try await world.account.deliveries().filter { $0.type.hasPrefix("customer.subscription.") }
      try await world.account.fail("500", "/v1/subscriptions/\(id)", times: 2)
      // The cancellation is missing that the third one takes back.
      for index in [0, 2] { try await world.receive(deliveries[index]) }
      _ = try await world.workers.events.runOnce()
      let before = try await world.object(id)
      #expect(before?.isDirty == true)
      world.clock.advance(by: .seconds(61))
      _ = try await world.workers.objects.runOnce()
      let now = try await world.account.api("GET", "/v1/subscriptions/\(id)")
      let after = try await world.object(id)
      #expect(after?.isDirty == false)
      #expect(after?.body == now)
    }
  }

  @Test("of two looks the one that began later is kept, and what is gone stays gone", arguments: Engine.available)
  func crossing(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      func state(_ number: Int64, _ status: String, isDeleted: Bool = false) -> StripeObjectState {
        StripeObjectState(
          kind: .subscription, id: "sub_1", fetchNumber: number, knownAt: 10, body: ["status": .string(status)],
          isDeleted: isDeleted)
      }
      func take(_ seen: StripeObjectState) async throws -> String? {
        let (now, objects) = (world.clock.now(), world.parts.objects)
        return try await world.database.write(tenant: StripeWorld.tenant) { tx in
          try objects.take(over: seen, tx, at: now)
        }.body["status"]?.string
      }
      let second = try await take(state(2, "active"))
      let first = try await take(state(1, "incomplete"))
      let gone = try await take(state(3, "canceled", isDeleted: true))
      let late = try await take(state(4, "active"))
      #expect([second, first, gone, late] == ["active", "active", "canceled", "canceled"])
    }
  }

  @Test("a change of ours is taken over at once", arguments: Engine.available)
  func refreshed(engine: Engine) async throws {
    try await withStripeWorld(engine, objectHandlers: [ObjectNotes()]) { world in
      let (id, _, _) = try await world.subscribe()
      let state = try await world.parts.objects.refresh(.subscription, id, tenantID: StripeWorld.tenant)
      #expect(try state.object(as: StripeSubscription.self).status == "active")
      try await world.account.control("remove", ["id": .string(id)])
      let gone = try await world.parts.objects.refresh(.subscription, id, tenantID: StripeWorld.tenant)
      #expect(gone.isDeleted)
      #expect(gone.body["status"] == "active")
      let told = try await world.told()
      #expect(told == ["active", "active"])
    }
  }

  @Test(
    "a change that nobody told is seen by the daily look, and what has ended is looked at no more",
    arguments: Engine.available)
  func daily(engine: Engine) async throws {
    try await withStripeWorld(engine, objectHandlers: [ObjectNotes()]) { world in
      let (id, _, _) = try await world.subscribe()
      try await world.parts.objects.refresh(.subscription, id, tenantID: StripeWorld.tenant)
      try await world.account.api("POST", "/v1/subscriptions/\(id)", "metadata[a]=1")
      world.clock.advance(by: .seconds(86_399))
      let early = try await world.workers.objects.runOnce()
      #expect(early == 0)
      world.clock.advance(by: .seconds(1))
      let looked = try await world.workers.objects.runOnce()
      #expect(looked == 1)
      let changed = try await world.object(id)
      #expect(changed?.body["metadata"]?["a"] == "1")
      try await world.account.api("DELETE", "/v1/subscriptions/\(id)")
      world.clock.advance(by: .seconds(86_400))
      _ = try await world.workers.objects.runOnce()
      world.clock.advance(by: .seconds(10 * 86_400))
      let idle = try await world.workers.objects.runOnce()
      #expect(idle == 0)
      let told = try await world.told()
      #expect(told == ["active", "active", "canceled"])
    }
  }
}
