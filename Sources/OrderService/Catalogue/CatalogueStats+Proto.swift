import Contracts

extension OrderV1.GetProductStatsResponse {
  init(_ stats: CatalogueStats, of store: Store) {
    self = .with {
      $0.storeID = store.id
      $0.currency = store.currency
      $0.total = stats.total
      $0.active = stats.active
      $0.inactive = stats.total - stats.active
      $0.outOfStock = stats.outOfStock
      $0.lowStock = stats.lowStock
      $0.unitsOnHand = stats.unitsOnHand
      $0.unitsReserved = stats.unitsReserved
      $0.stockValueCents = stats.stockValueCents
      if let price = stats.minPriceCents { $0.minPriceCents = price }
      if let price = stats.maxPriceCents { $0.maxPriceCents = price }
      $0.embedded = stats.embedded
      $0.files = stats.files
      $0.categories = stats.categories.map { category in
        .with {
          $0.category = category.name
          $0.count = category.count
        }
      }
      if let time = stats.lastUpdatedAt { $0.lastUpdatedAt = time.asProto }
    }
  }
}
