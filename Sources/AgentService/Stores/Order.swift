/// An order, as far as agents have to do with it.
struct Order: Sendable, Equatable {
  struct Item: Sendable, Equatable {
    var productID: String
    var name: String
    var quantity: Int64
    var unitPriceCents: Int64
    var totalCents: Int64
  }

  var id: String
  var storeID: String
  var status: OrderStatus
  var items: [Item]
  var totalCents: Int64
  var currency: String
  var paymentMethod: PaymentMethod
  var pixCopyPaste: String?
  /// What was asked for and is not in the store's catalogue.
  var droppedProductIDs: [String]
}
