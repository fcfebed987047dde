import Runtime
import Storage

/// Which PaymentIntent paid which invoice: neither of the two says it (since 2025-03-31), and a refund names the first
/// one only.
struct InvoicePaymentTold: StripeEventHandler {
  let types: Set<String> = ["invoice_payment.paid"]

  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws {
    let object = event.data.object
    guard let invoice = object["invoice"]?.string, let intent = object["payment"]?["payment_intent"]?.string else {
      return
    }
    try tenant.link(intent: intent, toInvoice: invoice)
    try tenant.applyReturns(of: intent, at: now)
  }
}
