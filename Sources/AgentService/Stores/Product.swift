/// A product of a store, as the order service knows it.
struct Product: Sendable, Equatable {
  var id: String
  var storeID: String
  var sku: String
  var name: String
  var category: String?
  var description: String?
  var priceCents: Int64
  var currency: String
  var stock: Int64
  var isActive: Bool
}
