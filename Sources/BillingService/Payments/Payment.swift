import Storage

/// Money that is asked for by a payment of its own, not by a subscription's invoice. The row is there before
/// Stripe hears of it; its id is in the metadata of everything that is made at Stripe for it.
struct Payment: Sendable, Equatable {
  enum Kind: String, Sendable, CaseIterable {
    /// Units on top of a plan.
    case topup
    /// Units that were used beyond everything.
    case overage
    /// A plan that is paid once.
    case purchase
    /// A single payment of a fixed amount.
    case microPayment = "micro_payment"

    var revenue: RevenueStream {
      switch self {
      case .topup: .topup
      case .overage: .overage
      case .purchase: .purchase
      case .microPayment: .microPayment
      }
    }
  }

  enum Status: String, Sendable, CaseIterable {
    /// The payer goes on.
    case pending
    /// Stripe is at it, or nobody knows yet what it did.
    case processing
    /// The card's holder is asked.
    case requiresAction = "requires_action"
    case succeeded
    case failed

    /// Whether nothing but a return of the money comes after it.
    var isFinal: Bool { self == .succeeded }
  }

  /// What the metadata of Stripe's objects has.
  enum Metadata {
    static let payment = "quartet_payment"
    static let kind = "kind"
    static let company = "company_id"
    static let tenant = "quartet_tenant"
    static let referrer = "referrer_code"
  }

  /// UUIDv7.
  var id: String
  var kind: Kind
  /// Who gets what is paid for; nil for a payer without an account.
  var subject: Subject?
  /// Who pays, in the caller's own words.
  var userID: String?
  /// In the currency's smallest unit; more than 0.
  var amount: Int64
  var currency: Currency
  /// Tokens that it pays for.
  var units: Int64
  var status = Status.pending
  /// The purchase that a client's repetition means: unique where it is set.
  var key: String?
  var intentID: String?
  /// For Stripe Elements, while it is pending.
  var clientSecret: String?
  /// Of overage: the billing period whose cap it counts against.
  var period: Interval?
  var createdAt: Timestamp
  var updatedAt: Timestamp

  /// The lot of a top-up, named by its PaymentIntent.
  static func grantID(intent: String) -> String { "topup:\(intent)" }
}

/// Money that went back to a payer: by a refund, or by a dispute that goes on or was lost.
struct PaymentReturn: Sendable, Equatable {
  /// The refund or dispute at Stripe; "charge" for the sum that the charge itself tells.
  var reference: String
  /// 0 for a dispute that was won, and for a refund that failed.
  var amount: Int64
  /// No later event changes it.
  var isFinal: Bool
  /// Unix seconds of the event.
  var toldAt: Int64

  static let charge = "charge"

  /// What has gone back in all. A charge tells the sum of its refunds, which may come before or after each of
  /// them, or alone.
  static func total(_ returns: [PaymentReturn]) -> Int64 {
    let told = returns.first { $0.reference == charge }
    let refunds = returns.filter { $0.reference.hasPrefix("re_") }
    // A refund that failed after the charge told its sum is still in it.
    let isStale = refunds.contains { $0.isFinal && $0.amount == 0 && $0.toldAt >= (told?.toldAt ?? 0) }
    let disputes = returns.filter { $0.reference.hasPrefix("dp_") || $0.reference.hasPrefix("du_") }
    let refunded = max(isStale ? 0 : told?.amount ?? 0, sum(refunds))
    let (total, isTooMuch) = refunded.addingReportingOverflow(sum(disputes))
    return isTooMuch ? .max : total
  }

  private static func sum(_ returns: [PaymentReturn]) -> Int64 {
    returns.reduce(0) { sum, next in
      let (sum, isTooMuch) = sum.addingReportingOverflow(next.amount)
      return isTooMuch ? .max : sum
    }
  }
}
