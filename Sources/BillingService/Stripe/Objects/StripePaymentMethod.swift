/// A saved card.
struct StripePaymentMethod: Decodable, Sendable, Equatable {
  struct Card: Decodable, Sendable, Equatable {
    var brand: String?
    var last4: String?
    var expMonth: Int64?
    var expYear: Int64?
  }

  var id: String
  var card: Card?
}
