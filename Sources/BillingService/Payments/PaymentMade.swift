import Foundation
import Storage

/// Keeps a payment's PaymentIntent as soon as it is known to be made, whoever made the call.
struct PaymentMade: StripeCallEffect {
  let kind = "payment"

  func apply(_ call: StripeCall, response: Data, _ tenant: TenantTransaction, at now: Timestamp) throws {
    let intent = try StripeOperation<StripePaymentIntent>(call.request).answer(response)
    guard let paymentID = intent.metadata?[Payment.Metadata.payment], let payment = try tenant.payment(paymentID),
      !payment.status.isFinal
    else { return }
    let status = Payment.Status(intent: intent.status)
    _ = try tenant.update(
      payment: paymentID, to: status, intentID: intent.id,
      clientSecret: status == .pending ? intent.clientSecret : nil, at: now)
  }
}

extension Payment.Status {
  /// Where a payment stands whose PaymentIntent does. One that Stripe calls paid is under way until the event says so:
  /// what it pays for comes with that.
  init(intent status: String) {
    switch status {
    case "succeeded", "processing", "requires_capture": self = .processing
    case "canceled": self = .failed
    default: self = .pending
    }
  }
}
