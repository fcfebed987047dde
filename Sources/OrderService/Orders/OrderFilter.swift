import Runtime

/// Which orders of a tenant a list shows.
struct OrderFilter: Sendable, Equatable {
  /// As many stores as are merged from their own indexes; a company's own may be more.
  static let maximumMergedStores = Violations.maximumStoreIDs

  var storeIDs: [String]
  /// Nil: wherever they stand.
  var status: OrderStatus?
}
