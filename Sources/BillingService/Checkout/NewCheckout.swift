/// What somebody wants to pay for, and where.
struct NewCheckout: Sendable, Equatable {
  var planSlug: String
  var currency: String
  /// Nil where it was left out.
  var interval: String?
  var email: String?
  /// A referral code, in any case.
  var referrer: String?

  /// The price that is paid.
  /// - Throws: ``CheckoutError``.
  func price(of terms: PlanTerms) throws -> PlanPrice {
    guard let currency = Currency(currency), terms.prices.contains(where: { $0.currency == currency }) else {
      throw CheckoutError.invalidCurrency(currency)
    }
    if terms.isOneTime {
      guard let price = terms.price(currency, .oneTime) else { throw CheckoutError.invalidCurrency(self.currency) }
      return price
    }
    guard let interval = interval.flatMap(PriceInterval.init), interval != .oneTime,
      let price = terms.price(currency, interval)
    else { throw CheckoutError.invalidInterval(self.interval ?? "") }
    return price
  }
}
