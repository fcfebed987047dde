/// Money that goes back.
struct StripeRefund: Decodable, Sendable, Equatable {
  var id: String
  var amount: Int64
  var currency: String
  /// "pending", "requires_action", "succeeded", "failed" or "canceled".
  var status: String?
  var charge: StripeReference?
  var paymentIntent: StripeReference?
}
