/// Which products a search may find.
struct ProductFilter: Sendable, Equatable {
  var minPriceCents: Int64?
  var maxPriceCents: Int64?
  /// As ``Words/key(_:)``: "Bebidas" finds "Bebidas Quentes" too.
  var categoryKey: String?

  init(minPriceCents: Int64? = nil, maxPriceCents: Int64? = nil, category: String? = nil) {
    self.minPriceCents = minPriceCents
    self.maxPriceCents = maxPriceCents
    let key = Words.key(category)
    self.categoryKey = key.isEmpty ? nil : key
  }

  var isEmpty: Bool { minPriceCents == nil && maxPriceCents == nil && categoryKey == nil }
}
