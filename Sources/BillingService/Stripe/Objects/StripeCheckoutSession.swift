/// A checkout page.
struct StripeCheckoutSession: Decodable, Sendable, Equatable {
  var id: String
  /// Where the payer goes; nil once it is complete or expired.
  var url: String?
  /// "payment", "subscription" or "setup".
  var mode: String
  /// "open", "complete" or "expired".
  var status: String?
  /// "paid", "unpaid" or "no_payment_required".
  var paymentStatus: String?
  var customer: StripeReference?
  var subscription: StripeReference?
  var paymentIntent: StripeReference?
  var invoice: StripeReference?
  var amountTotal: Int64?
  var currency: String?
  var expiresAt: Int64?
  var customerDetails: Details?
  var metadata: [String: String]?

  struct Details: Decodable, Sendable, Equatable {
    var email: String?
  }
}
