/// A subscription that somebody asks for.
struct NewSubscription: Sendable, Equatable {
  var subject: Subject
  /// Already known to be offered.
  var plan: Plan
  var cycle: PriceInterval
  /// The client's own data, as JSON.
  var metadata = "{}"
  /// Who asks for it.
  var userID: String?
  /// What it is paid in; nil: as the plan shows first.
  var currency: Currency?
  /// A card at Stripe; nil: the customer's.
  var paymentMethodID: String?
  /// Whether the plan's metered price comes with it.
  var isMetered = false

  var terms: Subscription.Terms { Subscription.Terms(planSlug: plan.terms.slug, cycle: cycle) }

  /// Itself, where its plan can be had now.
  /// - Throws: ``SubscriptionError/planInactive(slug:)``.
  func offered() throws -> NewSubscription {
    guard plan.terms.isActive else { throw SubscriptionError.planInactive(slug: plan.terms.slug) }
    return self
  }

  /// What is paid.
  /// - Throws: ``SubscriptionError/priceNotFound(slug:)``.
  func price(preferring preferred: Currency) throws -> PlanPrice {
    let currency = currency ?? plan.terms.currency(preferring: preferred)
    guard let currency, let price = plan.terms.price(currency, cycle) else {
      throw SubscriptionError.priceNotFound(slug: plan.terms.slug)
    }
    return price
  }
}
