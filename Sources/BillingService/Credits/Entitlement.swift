import Storage

/// What a subject may use at a moment: a function of its subscription's row and of that moment, and of nothing
/// that is remembered elsewhere.
struct Entitlement: Sendable, Equatable {
  /// What happens when all credits are used.
  enum Beyond: Sendable, Equatable {
    /// Calls are refused. What a call under way uses on top is booked as overage and not charged.
    case refuse
    /// Calls go on, and what they use is charged.
    case overage
    /// Calls go on, and what they use is reported to a postpaid meter.
    case meter
  }

  var planSlug: String
  var asset = Asset.token
  /// Units that each period includes.
  var included: Int64
  /// The period of a month at most that the moment lies in; what it includes ends with it.
  var period: Interval
  var beyond = Beyond.refuse
  /// Limits of the whole subject within the period.
  var limits = UsageLimits()
  /// Limits of the user who calls, over all organizations together and within the calendar month (UTC).
  var userLimits = UsageLimits()
  /// Whether a model without a known price is refused instead of booked at no cost.
  var refusesUnpricedModels = false

  /// The id of the period's lot. One for all who grant it: the first touch, the reset and an invoice.
  func grantID(of subject: Subject) -> String {
    "grant:\(asset.rawValue):\(subject.kind.rawValue):\(subject.id):\(period.start.microseconds)"
  }
}
