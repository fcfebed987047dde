/// A subscription to make.
struct NewStripeSubscription: Sendable, Equatable {
  var customer: String
  var lines: [NewStripeCheckout.Line]
  /// Unix seconds; the first payment is due then.
  var trialEnd: Int64?
  /// Nil: the customer's own.
  var paymentMethod: String?
  /// "default_incomplete" waits for the payer to confirm, "error_if_incomplete" makes nothing where the payment fails.
  var paymentBehavior = "default_incomplete"
  /// Nobody is there to prove who they are.
  var isOffSession = false
  var metadata: [String: String] = [:]

  var parameters: StripeParameters {
    [
      "customer": .text(customer),
      "items": .list(lines.map { ["price": .text($0.price), "quantity": $0.quantity.map(StripeValue.number)] }),
      "trial_end": trialEnd.map(StripeValue.number), "default_payment_method": paymentMethod.map(StripeValue.text),
      "payment_behavior": .text(paymentBehavior), "off_session": isOffSession ? true : nil,
      "payment_settings": ["save_default_payment_method": "on_subscription"],
      "expand": ["latest_invoice.confirmation_secret"], "metadata": .metadata(metadata),
    ]
  }
}
