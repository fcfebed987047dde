/// An attempt to pay as a caller logs it.
struct RecordedAttempt: Sendable {
  enum Outcome: String, Sendable {
    case pending
    case succeeded
    case failed
    case refunded
  }

  var orderID: String
  /// Nil: what the order is paid by.
  var provider: PaymentProvider?
  var outcome: Outcome
  /// Nil: the order's total.
  var amountCents: Int64?
  var externalID: String?
  var error: String?
  var expectedVersion: Int64?
}
