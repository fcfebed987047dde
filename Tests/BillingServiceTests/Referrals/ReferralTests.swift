import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Referrals")
struct ReferralTests {
  @Test(
    "are rewarded with the first paid invoice, and void with its refund, in every order", arguments: Engine.available)
  func everyOrder(engine: Engine) async throws {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      try await withBillingWorld(engine) { world in
        try await prepare(world)
        for step in order { try await take(step, world) }
        let referrals = try await world.database.read(tenant: BillingWorld.tenant) { tx in
          try tx.referrals(ReferralQuery(page: PageRequest(page: 1, perPage: 20))).referrals
        }
        #expect(referrals.map(\.status) == [.void], "\(order)")
        #expect(try await world.available(Subject(.user, "referrer")) == 0)
        #expect(try await world.available(Subject(.user, "referee")) == 0)
        try await world.expectIntact()
      }
    }
  }

  @Test("give both their tokens once", arguments: Engine.available)
  func rewarded(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await prepare(world)
      for step in [0, 1, 1, 0] { try await take(step, world) }
      #expect(try await world.available(Subject(.user, "referrer")) == 70)
      #expect(try await world.available(Subject(.user, "referee")) == 30)
      try await world.expectIntact()
    }
  }

  @Test("nobody refers themselves, nor with a code that has ended", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await prepare(world)
      let now = world.clock.now()
      for (code, user) in [("PINQO-1", "referrer"), ("PINQO-2", "referee")] {
        await #expect(throws: ReferralError.invalidReferrer) {
          try await world.write { tx in try tx.requireReferrer(code, for: user) }
        }
      }
      try await world.write { tx in
        try tx.requireReferrer("pinqo-1", for: "referee")
        _ = try tx.end(code: "pinqo-1", at: now)
      }
      await #expect(throws: ReferralError.invalidReferrer) {
        try await world.write { tx in try tx.requireReferrer("PINQO-1", for: "referee") }
      }
    }
  }

  private func prepare(_ world: BillingWorld) async throws {
    try await world.include(0)
    let now = world.clock.now()
    try await world.write { tx in
      var settings = BillingSettings()
      (settings.referrerRewardTokens, settings.refereeRewardTokens) = (70, 30)
      try tx.save(settings, at: now)
      try tx.insert(ReferralCode(code: "PINQO-1", userID: "referrer", createdAt: now))
    }
  }

  /// The checkout, the invoice, and its refund.
  private func take(_ step: Int, _ world: BillingWorld) async throws {
    let now = world.clock.now()
    try await world.write { tx in
      switch step {
      case 0:
        try tx.attribute(
          Referral(
            id: "referral-1", code: "PINQO-1", referrerID: "referrer", refereeID: "referee", customerID: "cus_1",
            attributedAt: now), at: now)
      case 1:
        try tx.settle(
          PaidInvoice(id: "in_1", amountPaid: 2_000, currency: .eur, intentIDs: ["pi_1"], paidAt: now), at: now)
        try tx.noteFirst(invoice: "in_1", of: "cus_1", paidAt: now, at: now)
      default:
        try tx.note(PaymentReturn(reference: "re_1", amount: 500, isFinal: false, toldAt: 1), ofIntent: "pi_1", at: now)
      }
    }
  }
}
