/// One line of an order, as it was when it was ordered.
struct OrderItem: Sendable, Equatable {
  var productID: String
  var sku: String
  var name: String
  var quantity: Int64
  var unitPriceCents: Int64
  var totalCents: Int64
}
