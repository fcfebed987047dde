/// Who pays for a record's units: each has exactly one funding.
struct UsageFunding: Sendable, Equatable {
  /// What the plan's period includes.
  var included: Int64 = 0
  /// Lots that were given on top.
  var grants: Int64 = 0
  /// Lots that were bought.
  var topups: Int64 = 0
  /// A postpaid meter.
  var metered: Int64 = 0
  /// To be charged, or beyond what the plan sells.
  var overage: Int64 = 0

  /// Units of a lot.
  mutating func add(_ units: Int64, from source: Lot.Source) {
    switch source {
    case .plan: included += units
    case .promo, .referral, .goodwill: grants += units
    case .topup: topups += units
    }
  }

  /// Units that no lot has.
  mutating func add(uncovered units: Int64, _ beyond: Entitlement.Beyond) {
    if beyond == .meter { metered += units } else { overage += units }
  }
}
