/// A product's stock after a movement.
struct StockChange: Sendable, Equatable {
  var productID: String
  var sku: String
  /// By how much the stock moved.
  var delta: Int64
  /// Units on hand afterwards.
  var onHand: Int64
  /// Units kept for orders that await payment.
  var reserved: Int64
  /// Grows with each movement of the product.
  var version: Int64

  /// Units that a new order can have.
  var available: Int64 { max(0, onHand - reserved) }
}

extension StockChange {
  /// - Parameter product: as it is after the movement.
  init(of product: Product, delta: Int64) {
    self.init(
      productID: product.id, sku: product.sku, delta: delta, onHand: product.stock, reserved: product.reserved,
      version: product.stockVersion)
  }
}
