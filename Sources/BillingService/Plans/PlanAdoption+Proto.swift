import Contracts
import Runtime

extension PlanAdoption {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.PublishCataloguePlanRequest) throws {
    var check = Violations()
    if proto.hasStripeProductID { check.text(proto.stripeProductID, "stripe_product_id", 1...255) }
    let prices: [Price] = proto.prices.enumerated().compactMap { index, price in
      let currency = Currency(price.currency)
      let interval = PriceInterval(proto: price.interval)
      check.require(currency != nil, "prices[\(index)].currency", "should be an ISO 4217 code")
      check.require(interval != nil, "prices[\(index)].interval", "should be month, year or one_time")
      check.text(price.stripePriceID, "prices[\(index)].stripe_price_id", 1...255)
      guard let currency, let interval else { return nil }
      return Price(currency: currency, interval: interval, stripePriceID: price.stripePriceID)
    }
    try check.throwIfAny()
    self.init(stripeProductID: proto.hasStripeProductID ? proto.stripeProductID : nil, prices: prices)
  }
}
