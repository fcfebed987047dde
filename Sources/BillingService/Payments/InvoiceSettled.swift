import Runtime
import Storage

/// An invoice is paid: its money is booked, and the payer's first one rewards who referred them.
struct InvoiceSettled: StripeEventHandler {
  let types: Set<String> = ["invoice.paid"]

  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws {
    let invoice = try event.object(as: StripeInvoice.self)
    guard let currency = Currency(invoice.currency) else {
      throw StripeFailure.unreadable("the currency of invoice \(invoice.id)")
    }
    let paidAt = Timestamp(second: invoice.statusTransitions?.paidAt ?? event.created)
    let customer = invoice.customer?.id
    try tenant.settle(
      PaidInvoice(
        id: invoice.id, amountPaid: invoice.amountPaid, currency: currency, intentIDs: event.data.object.payingIntents,
        subject: customer.flatMap { try? tenant.owner(ofStripeCustomer: $0)?.owner }, paidAt: paidAt), at: now)
    if let customer, invoice.amountPaid > 0 {
      try tenant.noteFirst(invoice: invoice.id, of: customer, paidAt: paidAt, at: now)
    }
  }
}

extension JSONValue {
  /// The PaymentIntents that an invoice names: its own until 2025-03-31, those of its payments since.
  fileprivate var payingIntents: [String] {
    let own = [self["payment_intent"]?.string].compactMap(\.self)
    let payments = self["payments"]?["data"]?.array ?? []
    return own + payments.compactMap { $0["payment"]?["payment_intent"]?.string }
  }
}
