/// The account that a secret key belongs to.
struct StripeAccount: Decodable, Sendable, Equatable {
  var id: String
}
