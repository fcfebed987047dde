import Contracts
import Runtime
import TestSupport
import Testing

@testable import BillingService

@Suite("Invoices", .stripeStandin, .enabled(if: PythonOracle.isAvailable))
struct InvoiceTests {
  @Test("are shown as Stripe has them, and as they were last while it does not answer", arguments: Engine.available)
  func shown(engine: Engine) async throws {
    try await withPaidWorld(engine) { paid in
      let world = paid.world
      try await paid.card(in: .brl)
      try await world.call(.putCompanySubscription, as: .actor(SubscriptionWorld.owner)) { $0.planSlug = "starter" }
      let fresh = try await invoices(world)
      #expect(fresh.invoices.map(\.total) == [9_700] && fresh.invoices.map(\.status) == ["paid"] && !fresh.stale)
      world.clock.advance(by: .seconds(61))
      try await paid.account.fail("500", "/v1/invoices.*", times: 3)
      let stale = try await invoices(world)
      #expect(stale.stale && stale.invoices == fresh.invoices)
      let history: BillingV1.BillingHistory = try await world.call(.getBillingHistory, as: .backEnd()) {
        $0.organizationID = SubscriptionWorld.organization
      }
      #expect(history.totalInvoices == 1 && history.invoices.first?.fields["object"]?.stringValue == "invoice")
      let summary: BillingV1.BillingSummary = try await world.call(
        .getBillingSummary, as: .actor(SubscriptionWorld.owner))
      #expect(summary.plan.slug == "starter" && summary.subscription.status == "active" && summary.card.last4 == "4242")
    }
  }

  private func invoices(_ world: SubscriptionWorld) async throws -> BillingV1.ListCompanyInvoicesResponse {
    try await world.call(.listCompanyInvoices, as: .actor(SubscriptionWorld.owner))
  }
}
