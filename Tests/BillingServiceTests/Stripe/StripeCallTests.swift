import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Calls to Stripe", .enabled(if: PythonOracle.isAvailable), .stripeStandin)
struct StripeCallTests {
  static let faults = ["500", "429", "reset", "500_after", "reset_after"]

  @Test(
    "an answer that gets lost, an error or a limit make one customer", arguments: Engine.available,
    StripeCallTests.faults)
  func once(engine: Engine, fault: String) async throws {
    try await withStripeWorld(engine) { world in
      try await world.account.fail(fault, "/v1/customers")
      let id = try await world.customer()
      let made = try await world.account.objects("customer")
      #expect(made.map { $0["id"]?.string } == [id])
      let requests = try await world.account.requests("/v1/customers")
      #expect(requests.count == 2)
      #expect(Set(requests.map(\.idempotencyKey)).count == 1)
    }
  }

  @Test(
    "what had no answer at all is taken up by the worker, and done once", arguments: Engine.available,
    StripeCallTests.faults)
  func takenUp(engine: Engine, fault: String) async throws {
    try await withStripeWorld(engine) { world in
      try await world.account.fail(fault, "/v1/customers", times: 3)
      let error = try await refusal { try await world.customer() }
      #expect(error.reason == "STRIPE_UNAVAILABLE")
      let early = try await world.workers.calls.runOnce()
      #expect(early == 0)
      world.clock.advance(by: .seconds(120))
      let done = try await world.workers.calls.runOnce()
      #expect(done == 1)
      let id = try await world.customer()
      let made = try await world.account.objects("customer")
      #expect(made.map { $0["id"]?.string } == [id])
      let requests = try await world.account.requests("/v1/customers")
      #expect(Set(requests.map(\.idempotencyKey)).count == 1)
    }
  }

  @Test("a call that a killed process left is made by another one after the lease", arguments: Engine.available)
  func afterTheLease(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      let request = StripeOperation.createProduct(name: "Plan").request
      let now = world.clock.now()
      let isLeased = try await world.database.write(tenant: StripeWorld.tenant) { tx in
        try tx.enqueue(request, key: "product:1", at: now)
        return try tx.leaseStripeCall("product:1", lease: "killed", at: now)
      }
      #expect(isLeased)
      world.clock.advance(by: .seconds(59))
      _ = try await world.workers.calls.runOnce(isAsked: true)
      let before = try await world.account.objects("product")
      #expect(before.isEmpty)
      world.clock.advance(by: .seconds(2))
      _ = try await world.workers.calls.runOnce()
      let after = try await world.account.objects("product")
      #expect(after.count == 1)
      let call = try await world.parts.calls.call("product:1", tenantID: StripeWorld.tenant)
      #expect(call?.state == .done)
    }
  }

  @Test("fifty who ask at the same moment have one customer", arguments: Engine.available)
  func racers(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for index in 0..<50 {
          group.addTask {
            try await world.parts.customers.customerID(
              of: StripeWorld.company, in: .brl, email: "\(index)@example.com", tenantID: StripeWorld.tenant)
          }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(ids.count == 1)
      let made = try await world.account.objects("customer")
      #expect(made.count == 1)
    }
  }

  @Test("an owner has a customer for each currency, and tenants never share one", arguments: Engine.available)
  func perCurrency(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      let brl = try await world.customer()
      let huf = try await world.customer(in: .huf)
      #expect(brl != huf)
      let links = try await world.parts.customers.all(of: StripeWorld.company, tenantID: StripeWorld.tenant)
      #expect(links.map(\.currency) == ["brl", "huf"])
      let mine = try await world.parts.customers.owner(of: brl, tenantID: StripeWorld.tenant)
      #expect(mine?.owner == StripeWorld.company)
      let others = try await world.parts.customers.owner(of: brl, tenantID: "another")
      #expect(others == nil)
      let foreign = try await world.parts.customers.owner(of: "cus_0/../x", tenantID: StripeWorld.tenant)
      #expect(foreign == nil)
    }
  }

  @Test("what Stripe may have forgotten is looked for instead of being sent again", arguments: Engine.available)
  func found(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      try await world.account.fail("500_after", "/v1/customers", times: 3)
      _ = try await refusal { try await world.customer() }
      try await world.account.control("forget_keys")
      world.clock.advance(by: .seconds(24 * 3600))
      let again = try await refusal { try await world.customer() }
      #expect(again.reason == "STRIPE_UNAVAILABLE")
      _ = try await world.workers.calls.runOnce()
      let id = try await world.customer()
      let made = try await world.account.objects("customer")
      #expect(made.map { $0["id"]?.string } == [id])
    }
  }

  @Test("what never arrived is a refusal after a day, and may be asked for anew", arguments: Engine.available)
  func neverArrived(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      try await world.account.fail("500", "/v1/customers", times: 3)
      _ = try await refusal { try await world.customer() }
      world.clock.advance(by: .seconds(24 * 3600))
      _ = try await world.workers.calls.runOnce()
      let error = try await refusal { try await world.customer() }
      #expect(error.reason == "STRIPE_REFUSED")
      let id = try await world.customer()
      let made = try await world.account.objects("customer")
      #expect(made.map { $0["id"]?.string } == [id])
    }
  }

  @Test("a refusal is kept under its key and not sent again", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      let operation = StripeOperation.createPrice(
        NewStripePrice(product: "prod_unknown", currency: .brl, amount: 100))
      for _ in 0..<3 {
        let error = try await refusal {
          try await world.parts.client.perform(operation, key: "price:1", tenantID: StripeWorld.tenant)
        }
        #expect(error.reason == "STRIPE_REFUSED")
        #expect(error.metadata["parameter"] == "product")
      }
      let requests = try await world.account.requests("/v1/prices")
      #expect(requests.count == 1)
    }
  }

  @Test("a declined card is a 402 with the bank's reason", arguments: Engine.available)
  func declined(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      let customer = try await world.customer()
      let card = try await world.account.control(
        "card", ["customer": .string(customer), "behaviour": "declined"])
      var payment = NewStripePayment(amount: 3000, currency: .brl, customer: customer)
      payment.paymentMethod = card["id"]?.string
      payment.isOffSession = true
      let operation = StripeOperation.createPayment(payment)
      let error = try await refusal {
        try await world.parts.client.perform(operation, key: "payment:1", tenantID: StripeWorld.tenant)
      }
      #expect(error.reason == "PAYMENT_DECLINED")
      #expect(error.httpStatus == 402)
      #expect(error.metadata["decline_code"] == "generic_decline")
    }
  }

  @Test("a key stands for one request", arguments: Engine.available)
  func keyReused(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      let client = world.parts.client
      _ = try await client.perform(.createProduct(name: "One"), key: "product:1", tenantID: StripeWorld.tenant)
      let error = try await refusal {
        try await client.perform(.createProduct(name: "Two"), key: "product:1", tenantID: StripeWorld.tenant)
      }
      #expect(error.reason == "IDEMPOTENCY_KEY_REUSED")
    }
  }

  @Test("an effect that fails is applied with the call's next attempt, once", arguments: Engine.available)
  func effect(engine: Engine) async throws {
    let effect = CountingHandler(kind: "product", failures: 1)
    try await withStripeWorld(engine, effects: [effect]) { world in
      let operation = StripeOperation.createProduct(name: "Plan")
      await #expect(throws: CountingHandler.Failed.self) {
        _ = try await world.parts.client.perform(operation, key: "product:1", tenantID: StripeWorld.tenant)
      }
      world.clock.advance(by: .seconds(120))
      _ = try await world.workers.calls.runOnce()
      let told = try await world.told()
      #expect(told == ["product:1"])
      let made = try await world.account.objects("product")
      #expect(made.count == 1)
    }
  }

  @Test("without a key nothing is written down, and the documented 503 is the answer", arguments: Engine.available)
  func notConfigured(engine: Engine) async throws {
    try await withStripeWorld(engine, settings: StripeWorld.withoutKeys) { world in
      let error = try await refusal { try await world.customer() }
      #expect(error.reason == "STRIPE_NOT_CONFIGURED")
      #expect(error.code == .unavailable)
      let read = try await refusal {
        try await world.parts.client.read(.customer("cus_1"), tenantID: StripeWorld.tenant)
      }
      #expect(read.reason == "STRIPE_NOT_CONFIGURED")
      let calls = try await world.database.read { tx in
        try tx.first("SELECT COUNT(*) FROM stripe_calls") { try $0.int(0) }
      }
      #expect(calls == 0)
    }
  }

  @Test("a key that Stripe does not know leaves the call as it was", arguments: Engine.available)
  func keyInvalid(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      try await world.account.fail("401", "/v1/customers")
      let error = try await refusal { try await world.customer() }
      #expect(error.reason == "STRIPE_UNAVAILABLE")
      let call = try await world.parts.calls.call(
        "customer:0:brl:organization:company-1", tenantID: StripeWorld.tenant)
      #expect(call?.state == .new)
      #expect(call?.firstSentAt == nil)
      _ = try await world.customer()
    }
  }

  @Test("every kind of request has parameters that Stripe takes, and answers that are read")
  func vocabulary() async throws {
    try await withStripeWorld(.sqlite) { world in
      let (client, tenant) = (world.parts.client, StripeWorld.tenant)
      let (subscription, item, customer) = try await world.subscribe()
      let period = try await client.read(.subscription(subscription), tenantID: tenant).period()
      #expect(period.upperBound > period.lowerBound)
      let product = try await client.perform(.createProduct(name: "More"), key: "product:2", tenantID: tenant)
      let dearer = try await client.perform(
        .createPrice(NewStripePrice(product: product.id, currency: .brl, amount: 3000, interval: "month")),
        key: "price:2", tenantID: tenant)
      var change = StripeSubscriptionChange(items: [.init(id: item, price: dearer.id)])
      change.prorationDate = (period.lowerBound + period.upperBound) / 2
      let preview = try await client.read(.preview(change, of: subscription, customer: customer), tenantID: tenant)
      #expect(preview.total == 1000)
      let schedule = try await client.perform(
        .createSchedule(from: subscription), key: "schedule:1", tenantID: tenant)
      let present = try #require(schedule.phases.first)
      let phases = [
        StripeSchedulePhase(
          lines: present.items.map { .init(price: $0.price.id, quantity: $0.quantity) }, start: present.startDate,
          end: present.endDate),
        StripeSchedulePhase(lines: [.init(price: dearer.id)]),
      ]
      let two = try await client.perform(
        .updateSchedule(schedule.id, phases: phases), key: "schedule:2", tenantID: tenant)
      #expect(two.phases.count == 2)
      _ = try await client.perform(.releaseSchedule(schedule.id), key: "schedule:3", tenantID: tenant)
      change.prorationBehavior = "always_invoice"
      change.paymentBehavior = "error_if_incomplete"
      let changed = try await client.perform(
        .updateSubscription(subscription, change), key: "subscription:2", tenantID: tenant)
      #expect(changed.items.data.first?.price.id == dearer.id)
      let invoices = try await client.read(.invoices(of: customer), tenantID: tenant)
      #expect(invoices.data.map(\.total) == [1000, 1000])
      #expect(invoices.data.first?.subscriptionID == subscription)
      #expect(invoices.data.first?.lines?.data.last?.priceID == dearer.id)
      let ended = try await client.perform(
        .cancelSubscription(subscription, invoicesUsage: true), key: "subscription:3", tenantID: tenant)
      #expect(ended.status == "canceled")
      let all = try await client.read(.subscriptions(of: customer), tenantID: tenant)
      #expect(all.data.map(\.status) == ["canceled"])
    }
  }

  @Test("pages, saved cards, payments and meters are asked for as Stripe takes them")
  func payments() async throws {
    try await withStripeWorld(.sqlite) { world in
      let (client, tenant) = (world.parts.client, StripeWorld.tenant)
      let customer = try await world.customer()
      let product = try await client.perform(.createProduct(name: "Once"), key: "product:1", tenantID: tenant)
      let price = try await client.perform(
        .createPrice(NewStripePrice(product: product.id, currency: .brl, amount: 5000)), key: "price:1",
        tenantID: tenant)
      var page = NewStripeCheckout(
        mode: .payment, customer: customer, lines: [.init(price: price.id)], successURL: "https://a.example/ok")
      page.metadata = ["kind": "topup"]
      page.savesCard = true
      let session = try await client.perform(.createCheckout(page), key: "checkout:1", tenantID: tenant)
      #expect(session.url != nil)
      try await world.account.control("complete", ["id": .string(session.id)])
      let done = try await client.read(.checkout(session.id), tenantID: tenant)
      #expect(done.paymentStatus == "paid")
      let payment = try await client.read(.payment(try #require(done.paymentIntent?.id)), tenantID: tenant)
      #expect(payment.metadata == ["kind": "topup"])
      let cards = try await client.read(.cards(of: customer), tenantID: tenant)
      #expect(cards.data.first?.card?.last4 == "4242")
      _ = try await client.perform(
        .createPortal(customer: customer, returnURL: "https://a.example", locale: "hu"), key: "portal:1",
        tenantID: tenant)
      let setup = try await client.perform(.createSetup(customer: customer), key: "setup:1", tenantID: tenant)
      #expect(setup.clientSecret != nil)
      let waiting = try await client.perform(
        .createPayment(NewStripePayment(amount: 3000, currency: .brl, customer: customer)), key: "payment:1",
        tenantID: tenant)
      #expect(waiting.clientSecret != nil)
      let meter = try await client.perform(
        .createMeter(name: "Tokens", eventName: "tokens"), key: "meter:1", tenantID: tenant)
      let event = StripeOperation.createMeterEvent(
        "tokens", customer: customer, value: 7, identifier: "1:1:7", time: world.now)
      _ = try await client.send(event, key: "meter-event:1", tenantID: tenant)
      let failure = await #expect(throws: StripeFailure.self) {
        _ = try await client.send(event, key: "meter-event:2", tenantID: tenant)
      }
      guard case .refused(let refusal)? = failure else {
        Issue.record("it was not refused")
        return
      }
      #expect(refusal.isRepeatedMeterEvent)
      let minute = world.now / 60 * 60
      let summaries = try await client.read(
        .meterSummaries(of: meter.id, customer: customer, in: minute..<(minute + 60)), tenantID: tenant)
      #expect(summaries.data.map(\.aggregatedValue) == [7])
    }
  }
}
