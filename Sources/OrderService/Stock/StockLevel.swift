/// A product of an order, and how its stock stands.
struct StockLevel: Sendable, Equatable {
  var productID: String
  var sku: String
  /// How many of it the order has.
  var ordered: Int64
  /// By how much the stock moved just now.
  var delta: Int64
  var onHand: Int64
  var reserved: Int64
  var available: Int64
}
