import Storage

/// A product of a store. Prices are integer cents of the store's currency.
struct Product: Sendable, Equatable {
  var id: String
  var storeID: String
  var sku: String
  var name: String
  var description: String?
  var category: String?
  var priceCents: Int64
  var currency: String
  /// Units on hand: always the sum of the product's stock movements.
  var stock: Int64
  /// Units kept for orders that await payment: always the sum of the product's reservations.
  var reserved: Int64 = 0
  /// Grows with each movement of the stock.
  var stockVersion: Int64 = 0
  var imageURL: String?
  /// A JSON object.
  var attributes: String
  var isActive: Bool
  var createdAt: Timestamp
  var updatedAt: Timestamp

  /// Units that a new order can have. The shop may have put less on the shelf than is kept for orders.
  var available: Int64 { max(0, stock - reserved) }

  /// What the product says about itself: the text that is embedded.
  var content: ProductContent { ProductContent(name: name, category: category, description: description) }
}
