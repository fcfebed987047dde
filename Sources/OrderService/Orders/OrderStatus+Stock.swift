extension OrderStatus {
  /// Whether an order's items belong to the buyer: from its confirmation on, unless it is cancelled.
  var isSold: Bool {
    switch self {
    case .confirmed, .preparing, .shipped, .delivered: true
    case .pending, .awaitingPayment, .awaitingProof, .cancelled: false
    }
  }
}
