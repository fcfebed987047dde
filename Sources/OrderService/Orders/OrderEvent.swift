import Storage

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
