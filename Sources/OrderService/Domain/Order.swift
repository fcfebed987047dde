import Storage

/// An order with everything that belongs to it. Amounts are integer cents.
struct Order: Sendable, Equatable {
  /// R$ 9,999,999,999.99: the 13 characters that the amount of a PIX code may have.
  static let largestTotalCents: Int64 = 999_999_999_999

  var id: String
  var storeID: String
  var leadID: String?
  var agentID: String?
  var status: OrderStatus
  var paymentMethod: PaymentMethod
  var totalCents: Int64
  var currency: String
  var customer: Customer
  var items: [OrderItem]
  var events: [OrderEvent]
  var paymentAttempts: [PaymentAttempt]
  var pixCopyPaste: String?
  var version: Int64
  var notes: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp
}

/// Who buys.
struct Customer: Sendable, Equatable {
  var name: String?
  var phone: String?
  var email: String?
  var address: String?
}

/// One line of an order, as it was when it was ordered.
struct OrderItem: Sendable, Equatable {
  var productID: String
  var sku: String
  var name: String
  var quantity: Int64
  var unitPriceCents: Int64
  var totalCents: Int64
}

/// A change of an order.
struct OrderEvent: Sendable, Equatable {
  enum Kind: String, Sendable {
    case created
    case statusChanged = "status_changed"
  }

  var id: String
  var kind: Kind
  var fromStatus: OrderStatus?
  var toStatus: OrderStatus
  var actorUserID: String?
  var reason: String?
  var createdAt: Timestamp
}

/// An attempt to pay an order.
struct PaymentAttempt: Sendable, Equatable {
  enum Status: String, Sendable {
    case pending
    case succeeded
    case failed
  }

  var id: String
  var provider: String
  var status: Status
  var amountCents: Int64
  /// The provider's id of the charge; for manual PIX the `txid` of the code.
  var externalID: String?
  var createdAt: Timestamp
}
