import Storage

/// A payment was refused or given up. A refused overage charge ends charging by itself, until somebody switches it on
/// again.
struct PaymentEnded: StripeEventHandler {
  let types: Set<String> = ["payment_intent.payment_failed", "payment_intent.canceled"]

  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws {
    let intent = try event.object(as: StripePaymentIntent.self)
    guard let paymentID = intent.ownPayment(of: tenant.id), let payment = try tenant.payment(paymentID),
      payment.intentID == nil || payment.intentID == intent.id, !payment.status.isFinal, payment.status != .failed
    else { return }
    _ = try tenant.update(payment: paymentID, to: .failed, intentID: intent.id, at: now)
    if payment.kind == .overage, let company = payment.subject?.id {
      try tenant.switchOffAutoOverage(ofCompany: company, at: now)
    }
  }
}
