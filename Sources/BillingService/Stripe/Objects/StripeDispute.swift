/// A payer's bank wants money back.
struct StripeDispute: Decodable, Sendable, Equatable {
  var id: String
  var amount: Int64
  var currency: String
  /// "needs_response", "under_review", "won", "lost", "warning_…".
  var status: String
  var charge: StripeReference?
  var paymentIntent: StripeReference?
}
