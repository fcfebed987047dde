/// A search in a store's catalogue.
struct ProductQuery: Sendable, Equatable {
  var storeID: String
  var text: String
  /// The text's vector; empty to search by words alone.
  var embedding: [Float]
  var minimumCents: Int64?
  var maximumCents: Int64?
  /// Products to be found at most.
  var limit: Int64
}
