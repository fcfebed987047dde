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

  /// Who takes the money, as payment attempts name it.
  var provider: String {
    switch self {
    case .pix: "manual_pix"
    case .cod: "cod"
    }
  }

  /// The status in which the money is there: a PIX payment confirms the order, cash changes hands at the
  /// door.
  var paidStatus: OrderStatus {
    switch self {
    case .pix: .confirmed
    case .cod: .delivered
    }
  }
}
