import Storage

/// An invoice that Stripe says is paid.
struct PaidInvoice: Sendable, Equatable {
  var id: String
  var amountPaid: Int64
  var currency: Currency
  /// The PaymentIntents that paid it, where the invoice names them.
  var intentIDs: [String] = []
  /// Whose it is, where that is known.
  var subject: Subject?
  var paidAt: Timestamp
}
