/// A product's stock as the ERP's reports find and leave it.
struct SyncedStock: Sendable, Equatable {
  var product: Product
  /// The version that was applied last.
  var version: Int64?

  /// Takes an item in, in the order of the report.
  mutating func take(_ item: StockReport.Item) -> StockSyncResult {
    let isNew = version.map { item.version > $0 } ?? true
    if isNew {
      product.stock = item.quantity
      version = item.version
    }
    return StockSyncResult(
      sku: item.sku, status: isNew ? .applied : .stale, onHand: product.stock, version: version)
  }
}
