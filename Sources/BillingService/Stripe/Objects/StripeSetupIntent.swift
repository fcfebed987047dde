/// A card to be kept for later.
struct StripeSetupIntent: Decodable, Sendable, Equatable {
  var id: String
  var clientSecret: String?
  var status: String
  var customer: StripeReference?
  var paymentMethod: StripeReference?
}
