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
