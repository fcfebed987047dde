import Storage

/// What a store's catalogue amounts to. Amounts are integer cents.
struct CatalogueStats: Sendable, Equatable {
  /// An active product with this many available, but not more, is about to run out.
  static let lowStock: Int64 = 5

  struct Category: Sendable, Equatable {
    var name: String
    var count: Int64
  }

  var total: Int64 = 0
  var active: Int64 = 0
  var outOfStock: Int64 = 0
  var lowStock: Int64 = 0
  var unitsOnHand: Int64 = 0
  var unitsReserved: Int64 = 0
  var stockValueCents: Int64 = 0
  var minPriceCents: Int64?
  var maxPriceCents: Int64?
  var embedded: Int64 = 0
  var files: Int64 = 0
  var categories: [Category] = []
  var lastUpdatedAt: Timestamp?
}
