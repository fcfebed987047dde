import Storage

/// Tokens that a company is about to buy, in BRL.
struct NewTopup: Sendable, Equatable {
  static let amounts: ClosedRange<Int64> = 3_000...500_000
  /// A client that repeats a purchase without a key does it within so long.
  static let repetition = Duration.seconds(60)

  var companyID: String
  /// In cents.
  var amount: Int64
  var actorID: String?
  /// What the client names the purchase by.
  var key: String?

  /// Unique within the tenant: another actor's key means another purchase.
  var purchaseKey: String? { key.map { "topup:\(companyID):\(actorID ?? ""):\($0)" } }

  /// Whether a payment is this purchase, asked for again.
  func isRepetition(of payment: Payment, at now: Timestamp) -> Bool {
    // While nobody knows what Stripe has done with it, it is the same purchase however late it is asked for again.
    let isOpen = payment.status != .succeeded && payment.intentID == nil
    return key == nil && payment.key == nil && payment.amount == amount && payment.userID == actorID
      && payment.status != .failed && (isOpen || now < payment.createdAt.adding(Self.repetition))
  }

  /// The tokens that an amount buys, rounded down.
  static func tokens(for cents: Int64, at pricePerMillion: Int64) -> Int64 {
    guard pricePerMillion > 0 else { return 0 }
    return cents * 1_000_000 / pricePerMillion
  }
}
