/// How often a price is paid, in Stripe's spelling.
public enum PriceInterval: String, Sendable, CaseIterable {
  case month
  case year
  case oneTime = "one_time"

  /// How many months a payment lasts; 0 for one that is made once.
  var months: Int {
    switch self {
    case .month: 1
    case .year: 12
    case .oneTime: 0
    }
  }
}
