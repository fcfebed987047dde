import Storage

/// Grants the period that an invoice is paid for. The lot has the name that the first use in the period would give it,
/// so that neither comes to a second one; how much is in it, the subscription says.
struct InvoicePaid: StripeEventHandler {
  let types: Set<String> = ["invoice.paid"]

  /// Of the reasons for an invoice, those of a new period.
  private static let reasons: Set<String> = ["subscription_create", "subscription_cycle"]

  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws {
    let invoice = try event.object(as: StripeInvoice.self)
    guard let reason = invoice.billingReason, Self.reasons.contains(reason) else { return }
    guard let stripeID = invoice.subscriptionID else {
      throw StripeFailure.unreadable("the subscription of invoice \(invoice.id)")
    }
    guard let subscription = try tenant.subscription(stripeID: stripeID) else { return }
    let entitlement = try tenant.entitlement(of: subscription.subject, at: now)
    _ = try tenant.credits(of: subscription.subject, under: entitlement, at: now)
  }
}
