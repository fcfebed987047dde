/// Where an order stands, in the spelling of the API and the database.
enum OrderStatus: String, Sendable, CaseIterable {
  case pending
  case awaitingPayment = "awaiting_payment"
  case awaitingProof = "awaiting_proof"
  case confirmed
  case preparing
  case shipped
  case delivered
  case cancelled

  /// Paid or accepted, and not called off: these orders' totals are a store's revenue.
  var isSale: Bool {
    switch self {
    case .confirmed, .preparing, .shipped, .delivered: true
    case .pending, .awaitingPayment, .awaitingProof, .cancelled: false
    }
  }

  /// Delivered or called off.
  var isFinal: Bool { self == .delivered || self == .cancelled }
}
