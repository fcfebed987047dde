import Contracts
import Runtime
import Storage
import SwiftProtobuf
import TestSupport
import Testing

@testable import BillingService

@Suite("Overage", .stripeStandin, .enabled(if: PythonOracle.isAvailable))
struct OverageTests {
  private static let company = Subject(.organization, SubscriptionWorld.organization)

  @Test("is charged once, in whole cents, and never beyond the cap", arguments: Engine.available)
  func charged(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      try await paid.card(in: .brl)
      _ = try await settings(world) {
        $0.cap = .init(numberValue: 100)
        $0.autoOverage = true
      }
      // R$49 a million: 2,000,000 are included, 30,000 cost R$1.47.
      try await use(world, 2_030_000)
      let first = try await charge(world)
      #expect(first.charged && first.amountCents == 100 && first.status == "processing")
      let underWay = try await charge(world)
      #expect(!underWay.charged && underWay.outcome == "in_flight")
      try await paid.deliver()
      world.clock.advance(by: .seconds(601))
      let capped = try await charge(world)
      #expect(!capped.charged && capped.outcome == "cap_reached")
      #expect(try await paid.account.objects("payment_intent").count == 1)
      let shown: BillingV1.CompanyBillingSettings = try await world.call(
        .getCompanyBillingSettings, as: .actor(SubscriptionWorld.owner))
      #expect(shown.overageChargedCents == 100)
      #expect(try await world.administration.verify().isIntact)
    }
  }

  @Test("that was used before it was switched on is not charged", arguments: Engine.available)
  func before(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      try await paid.card(in: .brl)
      try await use(world, 2_030_000)
      let off = try await charge(world)
      #expect(off.outcome == "auto_overage_off")
      _ = try await settings(world) {
        $0.cap = nil
        $0.autoOverage = true
      }
      let nothing = try await charge(world)
      #expect(nothing.outcome == "nothing_due")
    }
  }

  @Test("that was used while it was on is owed, however often it is switched off and on", arguments: Engine.available)
  func switched(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      try await paid.card(in: .brl)
      _ = try await settings(world) {
        $0.cap = nil
        $0.autoOverage = true
      }
      try await use(world, 2_030_000)
      for isOn in [false, true, false, true] {
        world.clock.advance(by: .seconds(1))
        _ = try await settings(world) { $0.autoOverage = isOn }
      }
      let owed = try await charge(world)
      #expect(owed.charged && owed.amountCents == 147)
    }
  }

  @Test("of a card that is refused ends charging by itself", arguments: Engine.available)
  func declined(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      try await paid.card("declined", in: .brl)
      _ = try await settings(world) {
        $0.cap = nil
        $0.autoOverage = true
      }
      try await use(world, 2_030_000)
      let refused = try await charge(world)
      #expect(refused.charged && refused.status == "failed")
      let after = try await charge(world)
      #expect(after.outcome == "auto_overage_off")
    }
  }

  @Test("waits until there is enough to charge, and for a card", arguments: Engine.available)
  func waits(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      _ = try await world.administration.setPlan(of: Self.company, to: "starter")
      _ = try await settings(world) {
        $0.cap = nil
        $0.autoOverage = true
      }
      try await use(world, 2_010_000)
      let little = try await charge(world)
      #expect(little.outcome == "below_minimum")
      try await use(world, 20_000)
      let cardless = try await charge(world)
      #expect(cardless.outcome == "no_payment_method")
    }
  }

  @Test("settings keep what is left out, and name what is wrong", arguments: Engine.available)
  func settings(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      let first = try await settings(world) { $0.alertPct = 50 }
      #expect(first.cap == 0 && first.hasCap && !first.autoOverage && first.alertPct == 50)
      let lifted = try await settings(world) { $0.cap = nil }
      #expect(!lifted.hasCap && lifted.alertPct == 50)
      let wrong = try await refusal {
        try await settings(world) {
          $0.cap = .init(numberValue: 1.5)
          $0.alertPct = 0
        }
      }
      #expect(wrong.violations.map(\.field) == ["cap", "alert_pct"])
      let foreign = try await refusal {
        try await world.call(.updateCompanyBillingSettings, as: .actor(SubscriptionWorld.member)) { $0.alertPct = 9 }
      }
      #expect(foreign.reason == "PERMISSION_MISSING")
    }
  }

  @Test("costs and units are whole, and no unit is paid for twice")
  func arithmetic() {
    #expect(OverageState.cost(1_000_000, at: 4_900) == 4_900)
    #expect(OverageState.cost(204, at: 4_900) == 0)
    #expect(OverageState.cost(205, at: 4_900) == 1)
    #expect(OverageState.units(for: 1, at: 4_900) == 205)
    #expect(OverageState.units(for: 4_900, at: 4_900) == 1_000_000)
    #expect(OverageState.cost(.max, at: .max) == .max)
  }

  private func use(_ world: SubscriptionWorld, _ tokens: Int64) async throws {
    try await world.call(.recordTokenUsage, as: .actor(SubscriptionWorld.owner)) {
      $0.model = "gpt-4o-mini"
      $0.operationType = "chat"
      $0.promptTokens = tokens
    }
  }

  private func charge(_ world: SubscriptionWorld) async throws -> BillingV1.TriggerOverageChargeResponse {
    try await world.call(.triggerOverageCharge, as: .actor(SubscriptionWorld.owner))
  }

  private func settings(
    _ world: SubscriptionWorld, _ fill: (inout BillingV1.UpdateCompanyBillingSettingsRequest) -> Void
  ) async throws -> BillingV1.CompanyBillingSettings {
    try await world.call(.updateCompanyBillingSettings, as: .actor(SubscriptionWorld.owner)) { fill(&$0) }
  }
}
