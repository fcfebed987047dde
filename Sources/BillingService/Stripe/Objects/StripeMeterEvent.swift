/// Usage that Stripe has taken note of; whether it counts, turns out later.
struct StripeMeterEvent: Decodable, Sendable, Equatable {
  var identifier: String
}
