/// Money that was given back for a grant: by a refund, or by a dispute that goes on or was lost.
struct Clawback: Sendable, Equatable {
  /// The id of the grant that the money had paid for. It may come later than this.
  var grantID: String
  /// "refund:re_1", "dispute:dp_1".
  var reference: String
  /// How much in all under this reference, in the currency's smallest unit: 0 for a dispute that was won.
  var amount: Int64
  /// What the grant had cost; more than 0.
  var charged: Int64

  /// Units that a subject keeps of a grant: what is still paid for, rounded down. It depends on the sums alone,
  /// not on the order in which refunds and disputes came.
  static func kept(of granted: Int64, refunded: Int64, charged: Int64) -> Int64 {
    guard charged > 0 else { return granted }
    let refunded = min(max(0, refunded), charged)
    let product = granted.multipliedFullWidth(by: refunded)
    // The quotient is at most `granted`, so the division never traps.
    let (quotient, rest) = charged.dividingFullWidth(product)
    return granted - quotient - (rest == 0 ? 0 : 1)
  }
}
