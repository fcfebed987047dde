/// Which part of a store's catalogue to list, and what to look for in it.
struct ProductListQuery: Sendable {
  var storeID: String
  /// Nil: everything, by name.
  var text: String?
  var page: Page
}
