/// Money that came in.
struct StripeCharge: Decodable, Sendable, Equatable {
  var id: String
  var amount: Int64
  /// Of all refunds so far.
  var amountRefunded: Int64
  var currency: String
  var paid: Bool?
  var disputed: Bool?
  var customer: StripeReference?
  var paymentIntent: StripeReference?
  var metadata: [String: String]?
}
