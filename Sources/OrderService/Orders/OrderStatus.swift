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

/// How the buyer pays.
enum PaymentMethod: String, Sendable, CaseIterable {
  case pix
  /// Cash or card on delivery.
  case cod

  /// Where a new order starts: a PIX code waits to be paid, cash waits for the shop's word.
  var initialStatus: OrderStatus {
    switch self {
    case .pix: .awaitingPayment
    case .cod: .pending
    }
  }

  /// Who takes the money when nothing else is known.
  var usualProvider: PaymentProvider {
    switch self {
    case .pix: .manualPix
    case .cod: .cod
    }
  }
}
