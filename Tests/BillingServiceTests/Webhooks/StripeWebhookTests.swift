import Crypto
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Webhooks of Stripe", .enabled(if: PythonOracle.isAvailable), .stripeStandin)
struct StripeWebhookTests {
  private static let handled: Set<String> = ["customer.created"]

  @Test("what the official library signs is believed, stored, and applied once", arguments: Engine.available)
  func applied(engine: Engine) async throws {
    try await withStripeWorld(engine, handlers: [CountingHandler(Self.handled)]) { world in
      _ = try await world.customer()
      let delivery = try #require(try await world.account.deliveries().first)
      for _ in 0..<3 { try await world.receive(delivery) }
      let before = try await world.states()
      #expect(before == [delivery.id: "pending"])
      for _ in 0..<2 { _ = try await world.workers.events.runOnce() }
      try await world.receive(delivery)
      _ = try await world.workers.events.runOnce()
      let (told, after) = (try await world.told(), try await world.states())
      #expect(told == ["customer.created"])
      #expect(after == [delivery.id: "done"])
    }
  }

  @Test("the four paths answer as they are documented, and store an event once", arguments: Engine.available)
  func paths(engine: Engine) async throws {
    try await withStripeWorld(engine, handlers: [CountingHandler(Self.handled)]) { world in
      _ = try await world.customer()
      let delivery = try #require(try await world.account.deliveries().first)
      let channel = ServiceChannel.inProcess(world.services)
      let (request, call) = world.webhook(delivery.body, signature: delivery.signature)
      let pinqo = try await channel.call(.receivePinqoEvent, request, as: call)
      let vek1 = try await channel.call(.receiveCompanyEvent, request, as: call)
      let chat = try await channel.call(.receiveChatEvent, request, as: call)
      let task = try await channel.call(.receiveTaskEvent, request, as: call)
      #expect(pinqo.ok && pinqo.received)
      #expect(vek1.received && chat.received)
      #expect(task.status == "success")
      let states = try await world.states()
      #expect(states == [delivery.id: "pending"])
    }
  }

  @Test("a type that nothing is done for is stored, and nothing else", arguments: Engine.available)
  func unknownType(engine: Engine) async throws {
    try await withStripeWorld(engine, handlers: [CountingHandler(["invoice.paid"])]) { world in
      _ = try await world.customer()
      let delivery = try #require(try await world.account.deliveries().first)
      try await world.receive(delivery)
      _ = try await world.workers.events.runOnce(isAsked: true)
      let (told, states) = (try await world.told(), try await world.states())
      #expect(told.isEmpty)
      #expect(states == [delivery.id: "ignored"])
    }
  }

  @Test("a signature that is not Stripe's, or not of now, is refused with its reason", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withStripeWorld(engine, handlers: [CountingHandler(Self.handled)]) { world in
      _ = try await world.customer()
      func delivery(_ secret: String = StripeAccountOracle.secret, after seconds: Int64 = 0) async throws
        -> StripeStandin.Delivery
      {
        try #require(
          try await world.account.deliveries(secrets: [secret], at: world.now + seconds).first)
      }
      let valid = try await delivery()
      var cases: [(body: String, signature: String?, reason: String)] = [
        (valid.body, nil, "SIGNATURE_MISSING"), (valid.body, "", "SIGNATURE_MISSING"),
        (valid.body, "t=1,v0=ab", "SIGNATURE_MISSING"), (valid.body, "v1=ab", "SIGNATURE_MISSING"),
        (valid.body + " ", valid.signature, "SIGNATURE_INVALID"),
      ]
      let other = try await delivery("whsec_of_somebody_else")
      cases.append((other.body, other.signature, "SIGNATURE_INVALID"))
      for seconds: Int64 in [-301, 301] {
        let off = try await delivery(after: seconds)
        cases.append((off.body, off.signature, "TIMESTAMP_OUT_OF_TOLERANCE"))
      }
      for (body, signature, reason) in cases {
        let error = try await refusal { try await world.receive(body, signature: signature) }
        #expect(error.reason == reason, "\(signature ?? "none")")
        #expect(error.code == .invalidArgument)
      }
      for seconds: Int64 in [-300, 300] { try await world.receive(try await delivery(after: seconds)) }
      let states = try await world.states()
      #expect(states == [valid.id: "pending"])
    }
  }

  @Test("while a secret is replaced, either one counts, and any of the signatures", arguments: Engine.available)
  func rollover(engine: Engine) async throws {
    try await withStripeWorld(engine, handlers: [CountingHandler(Self.handled)]) { world in
      _ = try await world.customer()
      let both = try await world.account.deliveries(secrets: ["whsec_the_old_one", StripeAccountOracle.secret])
      try await world.receive(try #require(both.first))
      let states = try await world.states()
      #expect(states.count == 1)
    }
  }

  @Test("an event of the other mode is refused", arguments: Engine.available)
  func otherMode(engine: Engine) async throws {
    let live = { (account: StripeAccountOracle) in
      var settings = account.settings
      settings.stripe.secretKey = "sk_live_0123456789"
      return settings
    }
    try await withStripeWorld(engine, settings: live) { world in
      try await world.account.api("POST", "/v1/customers", "name=A")
      let delivery = try #require(try await world.account.deliveries().first)
      let error = try await refusal { try await world.receive(delivery) }
      #expect(error.reason == "LIVEMODE_MISMATCH")
      let states = try await world.states()
      #expect(states.isEmpty)
    }
  }

  @Test("a signed body that is not an event is refused", arguments: Engine.available)
  func notAnEvent(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      let event = #"{"id":"evt_1","type":"a","created":1,"livemode":false,"data":{"object":{}}}"#
      let bodies = [
        "", "[]", "{", #"{"id":"evt_1"}"#, event.replacing("evt_1", with: #"evt\u0000"#),
        event.replacing("\"type\":\"a\"", with: #""type":"""#), event.replacing("{}", with: #"{"id":"a b"}"#),
        event.replacing("\"created\":1", with: "\"created\":-1"), event.replacing("1,", with: "1e400,"),
      ]
      for body in bodies {
        let header = Self.signature(of: body, at: world.now)
        let error = try await refusal { try await world.receive(body, signature: header) }
        #expect(error.reason == "EVENT_INVALID", "\(body)")
      }
      try await world.receive(event, signature: Self.signature(of: event, at: world.now))
    }
  }

  @Test("a tenant is known by its path, and one that nobody knows is a wrong signature", arguments: Engine.available)
  func tenants(engine: Engine) async throws {
    try await withStripeWorld(engine) { world in
      _ = try await world.customer()
      let delivery = try #require(try await world.account.deliveries().first)
      let error = try await refusal { try await world.receive(delivery, tenantID: "unknown") }
      #expect(error.reason == "SIGNATURE_INVALID")
    }
    try await withStripeWorld(engine, settings: StripeWorld.withoutKeys) { world in
      let error = try await refusal { try await world.receive("{}", signature: "t=1,v1=ab") }
      #expect(error.reason == "STRIPE_NOT_CONFIGURED")
    }
  }

  @Test(
    "an event whose handler fails stays, and is applied later with all that belongs to it",
    arguments: Engine.available)
  func failing(engine: Engine) async throws {
    try await withStripeWorld(engine, handlers: [CountingHandler(Self.handled, failures: 2)]) { world in
      _ = try await world.customer()
      let delivery = try #require(try await world.account.deliveries().first)
      try await world.receive(delivery)
      for round in 0..<2 {
        let done = try await world.workers.events.runOnce()
        #expect(done == 0, "round \(round)")
        let (told, states) = (try await world.told(), try await world.states())
        #expect(told.isEmpty)
        #expect(states == [delivery.id: "pending"])
        world.clock.advance(by: .seconds(10))
      }
      _ = try await world.workers.events.runOnce()
      let (told, states) = (try await world.told(), try await world.states())
      #expect(told == ["customer.created"])
      #expect(states == [delivery.id: "done"])
    }
  }

  @Test("what a killed replica has stored, another one applies after the lease", arguments: Engine.available)
  func killed(engine: Engine) async throws {
    try await withStripeWorld(engine, handlers: [CountingHandler(Self.handled)]) { world in
      _ = try await world.customer()
      try await world.receive(try #require(try await world.account.deliveries().first))
      let killed = WorkerLeaseStore(database: world.database)
      let isTaken = try await killed.take("stripe-events", at: world.clock.now())
      #expect(isTaken)
      let early = try await world.workers.events.runOnce()
      #expect(early == nil)
      world.clock.advance(by: WorkerLeaseStore.length)
      let late = try await world.workers.events.runOnce()
      #expect(late == 1)
      let told = try await world.told()
      #expect(told == ["customer.created"])
    }
  }

  @Test("events that no webhook brought are found in Stripe's list, once", arguments: Engine.available)
  func missed(engine: Engine) async throws {
    try await withStripeWorld(engine, handlers: [CountingHandler(Self.handled)]) { world in
      _ = try await world.customer()
      _ = try await world.customer(in: .huf)
      try await world.receive(try #require(try await world.account.deliveries().first))
      _ = try await world.workers.sync.runOnce()
      _ = try await world.workers.events.runOnce()
      let first = try await world.told()
      #expect(first == ["customer.created", "customer.created"])
      let idle = try await world.workers.sync.runOnce()
      #expect(idle == 0)
      world.clock.advance(by: .seconds(3600))
      _ = try await world.workers.sync.runOnce()
      _ = try await world.workers.events.runOnce(isAsked: true)
      let again = try await world.told()
      #expect(again.count == 2)
    }
  }

  /// As Stripe signs, by the installation's secret.
  private static func signature(of body: String, at seconds: Int64) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Data("\(seconds).\(body)".utf8), using: SymmetricKey(data: Data(StripeAccountOracle.secret.utf8)))
    return "t=\(seconds),v1=" + code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
