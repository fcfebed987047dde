/// An order that is about to be made. Its prices come from the catalogue.
struct NewOrder: Sendable, Equatable {
  struct Item: Sendable, Equatable {
    var productID: String
    var quantity: Int64
  }

  /// What the buyer has told about himself.
  struct Customer: Sendable, Equatable {
    var name: String?
    var phone: String?
    var email: String?
    var address: String?
  }

  var storeID: String
  var items: [Item]
  var paymentMethod: PaymentMethod
  var customer: Customer
  var notes: String?
  var agentID: String?
  var leadID: String?
  /// Nobody has checked who orders: the order service bounds what such orders keep from others.
  var isFromOpenChat: Bool
}
