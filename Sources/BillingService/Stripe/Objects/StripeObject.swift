/// What every object has. Stripe's objects are read as far as billing needs them: fields that Stripe may leave out are
/// optional, and one that a feature cannot do without is asked for where it is used.
struct StripeObject: Decodable, Sendable, Equatable {
  var id: String
  var object: String?
  var deleted: Bool?
}
