import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("A company's top-up", .stripeStandin, .enabled(if: PythonOracle.isAvailable))
struct CompanyTopupTests {
  private static let company = Subject(.organization, SubscriptionWorld.organization)

  @Test("is charged to the saved card once, and its tokens come with what Stripe reports", arguments: Engine.available)
  func saved(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      try await paid.card(in: .brl)
      let bought = try await buy(world, 4_900, key: "k")
      let again = try await buy(world, 4_900, key: "k")
      #expect(bought == again)
      #expect(bought.status == "processing" && bought.tokens == 1_000_000 && !bought.hasClientSecret)
      #expect(try await remaining(world) == 0)
      try await paid.deliver()
      try await paid.deliver()
      #expect(try await remaining(world) == 1_000_000)
      #expect(try await paid.account.objects("payment_intent").count == 1)
      let paidFor = try await buy(world, 4_900, key: "k")
      #expect(paidFor.status == "succeeded")
      #expect(try await world.administration.verify().isIntact)
      let other = try await refusal { try await buy(world, 5_000, key: "k") }
      #expect(other.reason == "IDEMPOTENCY_KEY_REUSED")
    }
  }

  @Test("without a key is one purchase for a minute", arguments: Engine.available)
  func withoutKey(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      try await paid.card(in: .brl)
      let first = try await buy(world, 3_000)
      world.clock.advance(by: .seconds(59))
      let second = try await buy(world, 3_000)
      let another = try await buy(world, 3_001)
      world.clock.advance(by: .seconds(61))
      let third = try await buy(world, 3_001)
      #expect(first.id == second.id && Set([first.id, another.id, third.id]).count == 3)
      #expect(try await paid.account.objects("payment_intent").count == 3)
    }
  }

  @Test("goes on with Stripe Elements without a card", arguments: Engine.available)
  func elements(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      let bought = try await buy(world, 500_000, key: "k")
      #expect(bought.status == "pending" && !bought.clientSecret.isEmpty)
      try await paid.account.control("pay", ["id": .string(bought.paymentIntentID)])
      try await paid.deliver()
      #expect(try await remaining(world) == bought.tokens)
    }
  }

  @Test("asks the card's holder where the bank does", arguments: Engine.available)
  func authentication(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      try await paid.card("authentication", in: .brl)
      let bought = try await buy(world, 4_900, key: "k")
      #expect(bought.status == "pending" && !bought.clientSecret.isEmpty)
      try await paid.deliver()
      let again = try await buy(world, 4_900, key: "k")
      #expect(again.status == "pending" && again.paymentIntentID == bought.paymentIntentID)
    }
  }

  @Test("that is declined brings nothing, and the next one is another purchase", arguments: Engine.available)
  func declined(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      try await paid.card("declined", in: .brl)
      let first = try await refusal { try await buy(world, 4_900, key: "k") }
      let again = try await refusal { try await buy(world, 4_900, key: "k") }
      #expect([first.reason, again.reason] == ["PAYMENT_DECLINED", "PAYMENT_DECLINED"])
      #expect(first.httpStatus == 402)
      try await paid.card(in: .brl)
      let bought = try await buy(world, 4_900, key: "k2")
      try await paid.deliver()
      #expect(bought.status == "processing")
      #expect(try await remaining(world) == 1_000_000)
    }
  }

  @Test("whose answer is lost is charged once", arguments: Engine.available)
  func lost(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      try await paid.card(in: .brl)
      try await paid.account.fail("reset_after", "/v1/payment_intents")
      _ = try await buy(world, 4_900, key: "k")
      try await paid.deliver()
      #expect(try await paid.account.objects("payment_intent").count == 1)
      #expect(try await remaining(world) == 1_000_000)
    }
  }

  @Test("is refused with its reason where it can't be", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let reasons = [
        try await refusal { try await buy(world, 2_999) }.reason,
        try await refusal { try await buy(world, 500_001) }.reason,
        try await refusal { try await buy(world, 3_000) }.reason,
        try await refusal { try await buy(world, 3_000, as: SubscriptionWorld.member) }.reason,
        try await refusal { try await buy(world, 3_000, as: SubscriptionWorld.stranger) }.reason,
      ]
      #expect(
        reasons == [
          "VALIDATION_FAILED", "VALIDATION_FAILED", "TOPUP_NOT_OFFERED", "PERMISSION_MISSING", "NOT_A_MEMBER",
        ])
    }
  }

  private func buy(
    _ world: SubscriptionWorld, _ cents: Int64, key: String? = nil, as user: String = SubscriptionWorld.owner
  ) async throws -> BillingV1.Topup {
    try await world.call(.createTopup, as: .actor(user), key: key) {
      $0.companyID = SubscriptionWorld.organization
      $0.amountCents = cents
    }
  }

  private func remaining(_ world: SubscriptionWorld) async throws -> Int64 {
    let usage: BillingV1.UsageThisMonth = try await world.call(
      .getUsageThisMonth, as: .actor(SubscriptionWorld.owner))
    return usage.topupRemaining
  }
}
