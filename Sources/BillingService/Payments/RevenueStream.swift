/// What money came in for: each stream is an account of the ledger.
enum RevenueStream: String, Sendable, CaseIterable {
  /// Invoices of subscriptions.
  case subscription
  case topup
  case overage
  /// A plan that is paid once.
  case purchase
  /// A single payment.
  case microPayment = "micro_payment"
}

extension LedgerAccount {
  /// Money that came in for something. Its entries are negative, as those of `stripe_clearing`, where the money
  /// lies, are positive.
  static func revenue(_ stream: RevenueStream, in currency: Currency) -> LedgerAccount {
    LedgerAccount(.revenue(stream.rawValue), .money(currency))
  }
}
