/// What of a plan is at Stripe already, as an admin names it.
struct PlanAdoption: Sendable, Equatable {
  struct Price: Sendable, Equatable {
    var currency: Currency
    var interval: PriceInterval
    var stripePriceID: String
  }

  var stripeProductID: String?
  var prices: [Price] = []
}
