import Storage

/// A PaymentIntent that Stripe says is paid, and whose metadata says that it is ours.
struct PaidIntent: Sendable, Equatable {
  var intentID: String
  /// The row's id.
  var paymentID: String
  /// What Stripe received.
  var amount: Int64
  var currency: Currency
  var at: Timestamp
}
