import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("How a tenant bills")
struct BillingSettingsTests {
  @Test("what is left out stays, and an empty URL is the default again", arguments: Engine.available)
  func change(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let standard: BillingV1.BillingSettings = try await world.call(.getBillingSettings, as: .admin())
      #expect(standard.subscriptionPlan == "pro" && standard.microPaymentAmount == 100 && !standard.hasUpdatedAt)
      _ = try await update(world) {
        $0.checkoutSuccessURL = "https://app.example/done"
        $0.referrerRewardTokens = 70
      }
      let second = try await update(world) { $0.subscriptionPlan = "starter" }
      #expect(second.checkoutSuccessURL == "https://app.example/done" && second.referrerRewardTokens == 70)
      #expect(second.subscriptionPlan == "starter" && second.hasUpdatedAt)
      let cleared = try await update(world) { $0.checkoutSuccessURL = "" }
      #expect(!cleared.hasCheckoutSuccessURL && cleared.subscriptionPlan == "starter")
    }
  }

  @Test("every bad field is named, and a viewer changes nothing", arguments: Engine.available)
  func refused(engine: Engine) async throws {
    try await withSubscriptionWorld(engine) { world in
      let wrong = try await refusal {
        try await update(world) {
          $0.checkoutSuccessURL = "http://app.example"
          $0.portalReturnURL = "javascript:alert(1)"
          $0.pastDueGraceDays = 61
          $0.microPaymentCurrency = "euro"
        }
      }
      #expect(
        Set(wrong.violations.map(\.field)) == [
          "checkout_success_url", "portal_return_url", "past_due_grace_days", "micro_payment_currency",
        ])
      let plan = try await refusal { try await update(world) { $0.subscriptionPlan = "nothing" } }
      #expect(plan.violations.map(\.field) == ["subscription_plan"])
      let amount = try await refusal { try await update(world) { $0.microPaymentAmount = 49 } }
      #expect(amount.violations.map(\.field) == ["micro_payment_amount"])
      let viewer = try await refusal {
        try await world.call(.updateBillingSettings, as: .admin("viewer")) { $0.pastDueGraceDays = 1 }
      }
      #expect(viewer.reason == "INSUFFICIENT_ROLE")
    }
  }

  private func update(
    _ world: SubscriptionWorld, _ fill: (inout BillingV1.UpdateBillingSettingsRequest) -> Void
  ) async throws -> BillingV1.BillingSettings {
    try await world.call(.updateBillingSettings, as: .admin()) { fill(&$0) }
  }
}
