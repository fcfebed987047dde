/// What prices are for.
struct StripeProduct: Decodable, Sendable, Equatable {
  var id: String
  var name: String?
  var active: Bool?
  var metadata: [String: String]?
}
