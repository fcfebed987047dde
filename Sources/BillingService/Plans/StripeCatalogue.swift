/// What a tenant's account at Stripe has of its plans.
struct StripeCatalogue: Sendable {
  /// A price at Stripe, once a plan's; perhaps replaced since.
  struct Price: Sendable, Equatable {
    var id: String
    var planSlug: String
    var isMetered: Bool
    var price: PlanPrice
  }

  /// By the plan's slug.
  var products: [String: String] = [:]
  /// The newest first.
  var prices: [Price] = []

  /// Adds to a plan what is there of it.
  func complete(_ plan: inout Plan) {
    let slug = plan.terms.slug
    plan.stripeProductID = products[slug]
    for index in plan.terms.prices.indices {
      let price = plan.terms.prices[index]
      plan.terms.prices[index].stripePriceID =
        prices.first { $0.planSlug == slug && !$0.isMetered && $0.price.isSame(as: price) }?.id
    }
    plan.stripeMeteredPriceID =
      prices.first {
        $0.planSlug == slug && $0.isMetered && $0.price.amount == plan.terms.overagePerMillionCents
      }?.id
  }
}
