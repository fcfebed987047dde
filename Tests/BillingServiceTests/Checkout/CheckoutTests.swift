import Contracts
import Runtime
import SwiftProtobuf
import TestSupport
import Testing

@testable import BillingService

@Suite("Checkout pages", .stripeStandin, .enabled(if: PythonOracle.isAvailable))
struct CheckoutTests {
  @Test("are made for a plan that is sold so, by whoever is known by an e-mail", arguments: Engine.available)
  func made(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      try await world.plan("agency", ["huf:month:4990000", "huf:year:49900000"])
      let page = try await open(world)
      #expect(page.ok && page.id.hasPrefix("cs_") && !page.url.isEmpty)
      let reasons = [
        try await refusal { try await open(world) { $0.plan = "nothing" } }.reason,
        try await refusal { try await open(world) { $0.currency = "gbp" } }.reason,
        try await refusal { try await open(world) { $0.interval = "week" } }.reason,
        try await refusal { try await open(world) { $0.clearInterval() } }.reason,
        try await refusal { try await open(world) { $0.clearEmail() } }.reason,
        try await refusal { try await open(world) { $0.email = "nobody" } }.reason,
        try await refusal { try await open(world) { $0.referrer = "PINQO-NONE" } }.reason,
        try await refusal { try await open(world) { $0.referrer = "<b>" } }.reason,
      ]
      #expect(
        reasons == [
          "INVALID_PLAN", "INVALID_CURRENCY", "INVALID_INTERVAL", "INVALID_INTERVAL", "VALIDATION_FAILED",
          "VALIDATION_FAILED", "INVALID_REFERRER", "VALIDATION_FAILED",
        ])
    }
  }

  @Test("are one page per key, which nobody else gets by it", arguments: Engine.available)
  func key(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      try await world.plan("agency", ["huf:year:49900000"])
      let first = try await open(world, key: "k")
      let again = try await open(world, key: "k")
      let other = try await refusal { try await open(world, key: "k") { $0.email = "other@example.com" } }
      #expect(first == again && other.reason == "IDEMPOTENCY_KEY_REUSED")
    }
  }

  @Test("of one payment book it as what it is", arguments: Engine.available)
  func micro(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let page: BillingV1.PaymentPage = try await world.call(.createMicroPayment, as: Caller()) {
        $0.userID = .init(numberValue: 42)
      }
      #expect(!page.checkoutURL.isEmpty)
      let session = try #require(try await paid.account.objects("checkout.session").first?["id"]?.string)
      try await paid.account.control("complete", ["id": .string(session)])
      try await paid.deliver()
      let stats: BillingV1.Stats = try await world.call(.getStats, as: Caller())
      #expect(stats.financials.totalIncome == 1_000_000 && stats.users.total == 1)
      #expect(try await world.administration.verify().isIntact)
    }
  }

  @Test("without a key at Stripe are not there, and everything else is", arguments: Engine.available)
  func withoutStripe(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      try await world.plan("agency", ["huf:year:49900000"])
      let page = try await refusal { try await open(world) }
      let micro = try await refusal {
        try await world.call(.createMicroPayment, as: Caller()) { $0.userID = .init(stringValue: "u") }
      }
      let portal = try await refusal {
        try await world.call(.createPortalSession, as: Caller(userID: "u", credential: .cookie))
      }
      #expect([page, micro, portal].map(\.reason) == Array(repeating: "STRIPE_NOT_CONFIGURED", count: 3))
    }
  }

  @Test("the portal and the invoices of a customer are its own people's", arguments: Engine.available)
  func owners(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let customer = try await world.stripe.customers.customerID(
        of: Subject(.organization, SubscriptionWorld.organization), in: .usd, tenantID: SubscriptionWorld.tenant)
      let own: BillingV1.CreatePortalSessionResponse = try await world.call(
        .createPortalSession, as: Caller(userID: SubscriptionWorld.owner, credential: .cookie))
      #expect(own.ok && !own.url.isEmpty)
      for user in [SubscriptionWorld.stranger, SubscriptionWorld.member] {
        let caller = Caller(userID: user, credential: .cookie)
        let portal = try await refusal {
          try await world.call(.createPortalSession, as: caller) { $0.customerID = customer }
        }
        #expect(portal.reason == "CUSTOMER_FORBIDDEN")
      }
      let foreign = try await refusal {
        try await world.call(.listInvoices, as: Caller(userID: SubscriptionWorld.stranger, credential: .cookie)) {
          $0.customerID = customer
        }
      }
      #expect(foreign.reason == "CUSTOMER_FORBIDDEN")
      let nobody = try await refusal {
        try await world.call(
          .createPortalSession, as: Caller(userID: SubscriptionWorld.stranger, credential: .cookie))
      }
      #expect(nobody.reason == "CUSTOMER_NOT_FOUND")
    }
  }

  @discardableResult
  private func open(
    _ world: SubscriptionWorld, key: String? = nil,
    _ fill: (inout BillingV1.CreateCheckoutRequest) -> Void = { _ in }
  ) async throws -> BillingV1.CreateCheckoutResponse {
    try await world.call(.createCheckout, as: Caller(), key: key) {
      $0.plan = "agency"
      $0.currency = "huf"
      $0.interval = "year"
      $0.email = "payer@example.com"
      fill(&$0)
    }
  }
}
