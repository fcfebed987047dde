import Runtime
import Storage

/// An organization's usage beyond what it has: what is owed, what has been charged, and what may still be.
struct OverageState: Sendable, Equatable {
  var settings: CompanySettings
  /// The plan's price of a million units, in BRL cents; nil: none are sold.
  var pricePerMillion: Int64?
  /// Used and not paid for, those in charges under way included.
  var unpaidUnits: Int64
  /// In charges under way.
  var unitsUnderWay: Int64
  /// Paid or under way in the present period, in BRL cents.
  var charged: Int64
  /// When the last charge was made.
  var lastChargeAt: Timestamp?
  var isUnderWay: Bool
  var period: Interval

  /// How long a charge waits for the one before: a card is asked a few times a day at most.
  static let coolDown = Duration.seconds(600)
  /// What Stripe takes at least, in BRL cents.
  static let minimumCharge: Int64 = 50
  private static let million: Int64 = 1_000_000

  /// Units that no charge covers.
  var dueUnits: Int64 { max(0, unpaidUnits - unitsUnderWay) }

  /// What may still be charged in the period, in BRL cents; nil: anything.
  var capLeft: Int64? { settings.cap.map { max(0, $0 - charged) } }

  /// Whether calls may go on beyond what is included and bought: while what is owed fits under the cap.
  var goesOn: Bool {
    guard settings.autoOverage, let price = pricePerMillion, price > 0 else { return false }
    guard let left = capLeft else { return true }
    return Self.cost(dueUnits, at: price) < left
  }

  /// The next charge, or why there is none.
  func nextCharge(at now: Timestamp) -> Decision {
    guard let price = pricePerMillion, price > 0, dueUnits > 0 else { return .none(.nothingDue) }
    guard settings.autoOverage else { return .none(.autoOverageOff) }
    guard !isUnderWay else { return .none(.inFlight) }
    if let last = lastChargeAt, now < last.adding(Self.coolDown) { return .none(.coolingDown) }
    // Whole cents only; what is less stays due.
    var cents = min(Self.cost(dueUnits, at: price), Violations.maximumAmount)
    if let left = capLeft {
      guard left > 0 else { return .none(.capReached) }
      guard left >= Self.minimumCharge else { return .none(.capReached) }
      cents = min(cents, left)
    }
    guard cents >= Self.minimumCharge else { return .none(.belowMinimum) }
    return .charge(amount: cents, units: min(dueUnits, Self.units(for: cents, at: price)))
  }

  enum Decision: Sendable, Equatable {
    case charge(amount: Int64, units: Int64)
    case none(Outcome)
  }

  /// Why there is no charge, as the contract spells it.
  enum Outcome: String, Sendable {
    case charged
    case nothingDue = "nothing_due"
    case belowMinimum = "below_minimum"
    case autoOverageOff = "auto_overage_off"
    case capReached = "cap_reached"
    case inFlight = "in_flight"
    case coolingDown = "cooling_down"
    case noPaymentMethod = "no_payment_method"
  }

  /// What units cost in whole cents, rounded down: the rest is carried over.
  static func cost(_ units: Int64, at price: Int64) -> Int64 {
    let product = units.multipliedFullWidth(by: price)
    guard product.high < million else { return .max }
    return million.dividingFullWidth(product).quotient
  }

  /// The units that an amount pays for: as few as cost so much, so that no unit is paid for twice.
  static func units(for cents: Int64, at price: Int64) -> Int64 {
    let product = cents.multipliedFullWidth(by: million)
    guard price > 0, product.high < price else { return .max }
    let (quotient, rest) = price.dividingFullWidth(product)
    return quotient + (rest == 0 ? 0 : 1)
  }
}
