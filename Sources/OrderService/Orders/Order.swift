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
  var proofs: [PaymentProof] = []
  var pixCopyPaste: String?
  var paymentLinkURL: String?
  /// Grows by one with each change, each of which is an event.
  var version: Int64
  var notes: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp

  /// - Parameter expected: the version that a caller knows, if it says so.
  /// - Throws: ``OrderError/versionConflict(expected:current:)``.
  func require(version expected: Int64?) throws {
    guard let expected, expected != version else { return }
    throw OrderError.versionConflict(expected: expected, current: version)
  }
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
    case chargeCreated = "charge_created"
    case proofAttached = "proof_attached"
    /// A caller logged an attempt to pay, or what became of one.
    case paymentRecorded = "payment_recorded"
    case paymentExpired = "payment_expired"
    case paymentMismatched = "payment_mismatched"
    case refundDue = "refund_due"
    case refunded
  }

  var id: String
  var kind: Kind
  var fromStatus: OrderStatus?
  var toStatus: OrderStatus
  var actorUserID: String?
  var reason: String?
  var createdAt: Timestamp
}

/// Who changes an order, when and why: what the change's event says.
struct OrderChange: Sendable {
  var eventID: String
  /// Nil for the system.
  var actorUserID: String?
  var reason: String?
  var at: Timestamp

  /// The same with why.
  func because(_ reason: String?) -> OrderChange {
    var change = self
    change.reason = reason
    return change
  }
}
