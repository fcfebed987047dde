/// What became of money, or of a charge that got none, in the spelling of the API.
enum PaymentOutcome: String, Sendable {
  /// The order has its money.
  case confirmed
  case mismatched
  case refundDue = "refund_due"
  case expired
  case refunded
  /// It was known before.
  case duplicate
  /// It changes no order.
  case ignored
}
