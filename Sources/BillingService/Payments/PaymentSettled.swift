import Storage

/// A PaymentIntent that bears our metadata is paid: its money is booked, and what it pays for is there. One of somebody
/// else's, or of another amount than was asked for, changes nothing.
struct PaymentSettled: StripeEventHandler {
  let types: Set<String> = ["payment_intent.succeeded"]

  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws {
    let intent = try event.object(as: StripePaymentIntent.self)
    guard let paymentID = intent.ownPayment(of: tenant.id), let currency = Currency(intent.currency) else { return }
    try tenant.settle(
      PaidIntent(
        intentID: intent.id, paymentID: paymentID, amount: intent.amountReceived ?? intent.amount, currency: currency,
        at: Timestamp(second: event.created)), at: now)
  }
}

extension StripePaymentIntent {
  /// The row of ours that it is for; nil for one of somebody else's.
  func ownPayment(of tenantID: String) -> String? {
    guard metadata?[Payment.Metadata.tenant] == tenantID else { return nil }
    return metadata?[Payment.Metadata.payment]
  }
}
