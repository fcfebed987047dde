/// The customer portal, for one visit.
struct StripePortalSession: Decodable, Sendable, Equatable {
  var id: String
  var url: String
}
