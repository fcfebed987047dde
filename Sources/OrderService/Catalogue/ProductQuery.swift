/// What an agent looks for in a store.
struct ProductQuery: Sendable {
  var storeID: String
  var search: SearchQuery
  var filter: ProductFilter
  var limit: Int32
}
