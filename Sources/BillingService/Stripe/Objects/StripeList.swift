/// A page of a list, newest first.
struct StripeList<Item: Decodable & Sendable>: Decodable, Sendable {
  var data: [Item]
  var hasMore: Bool
}
