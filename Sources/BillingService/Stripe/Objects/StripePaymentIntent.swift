/// One payment.
struct StripePaymentIntent: Decodable, Sendable, Equatable {
  struct Problem: Decodable, Sendable, Equatable {
    var code: String?
    var declineCode: String?
  }

  var id: String
  /// "requires_payment_method", "requires_confirmation", "requires_action", "processing", "requires_capture",
  /// "canceled" or "succeeded".
  var status: String
  /// In the currency's smallest unit.
  var amount: Int64
  var amountReceived: Int64?
  var currency: String
  var clientSecret: String?
  var customer: StripeReference?
  var latestCharge: StripeReference?
  var lastPaymentError: Problem?
  var metadata: [String: String]?
}
