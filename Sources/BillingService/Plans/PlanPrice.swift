/// What a plan costs in a currency and interval.
public struct PlanPrice: Sendable, Equatable {
  public var currency: Currency
  public var interval: PriceInterval
  /// In the currency's smallest unit; more than 0.
  public var amount: Int64
  /// The price at Stripe, once it is made or adopted.
  public var stripePriceID: String?

  public init(currency: Currency, interval: PriceInterval, amount: Int64, stripePriceID: String? = nil) {
    self.currency = currency
    self.interval = interval
    self.amount = amount
    self.stripePriceID = stripePriceID
  }

  /// Reads "brl:month:9700"; nil for anything else.
  public init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let currency = Currency(parts[0]), let interval = PriceInterval(rawValue: parts[1]),
      let amount = Int64(parts[2])
    else { return nil }
    self.init(currency: currency, interval: interval, amount: amount)
  }

  /// What Stripe takes at most in one payment.
  static let maximumAmount: Int64 = 99_999_999

  /// What Stripe takes at least. Currencies whose minimum is not known here have a unit.
  static func minimumAmount(_ currency: Currency) -> Int64 {
    switch currency.code {
    case "brl", "eur", "usd": 50
    case "gbp": 30
    case "huf": 17_500
    default: currency.step
    }
  }

  /// The same price, whoever made it at Stripe.
  func isSame(as other: PlanPrice) -> Bool {
    currency == other.currency && interval == other.interval && amount == other.amount
  }

  /// "29.99 USD", "500 JPY".
  public var text: String { "\(currency.text(amount)) \(currency.code.uppercased())" }
}
