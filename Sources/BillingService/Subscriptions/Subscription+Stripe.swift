import Storage

extension Subscription {
  /// The metadata at Stripe that has our row's id.
  static let mark = "quartet_subscription"

  /// Takes over what Stripe says.
  /// - Parameter price: the plan's price that it has; nil for one that is not known, which changes no plan.
  /// - Throws: ``StripeFailure/unreadable(_:)``.
  mutating func take(
    _ stripe: StripeSubscription, _ status: SubscriptionStatus, _ price: StripeCatalogue.Price?, at now: Timestamp
  ) throws {
    let period = try stripe.period()
    self.status = status
    self.period = Interval(start: Timestamp(second: period.lowerBound), end: Timestamp(second: period.upperBound))
    anchor = stripe.billingCycleAnchor.map(Timestamp.init(second:)) ?? self.period.start
    currency = stripe.currency.flatMap { Currency($0) } ?? currency
    // A date within the period says the same in another way.
    cancelAtPeriodEnd = stripe.cancelAtPeriodEnd || stripe.cancelAt.map { $0 <= period.upperBound } ?? false
    canceledAt = stripe.canceledAt.map(Timestamp.init(second:))
    if let start = stripe.trialStart, let end = stripe.trialEnd {
      trial = Interval(start: Timestamp(second: start), end: Timestamp(second: end))
    }
    let metered = stripe.items.data.first { $0.price.isMetered }
    self.stripe = StripeLink(
      customerID: stripe.customer.id, subscriptionID: stripe.id, itemID: stripe.planItem?.id,
      meteredItemID: metered?.id, scheduleID: stripe.schedule?.id)
    if let price { terms = Terms(planSlug: price.planSlug, cycle: price.price.interval) }
    // What was to follow has come, or was taken back.
    if scheduled == terms || (stripe.schedule == nil && !cancelAtPeriodEnd && !status.isFinal) { scheduled = nil }
    if status.isFinal {
      end(as: status, at: (stripe.endedAt ?? stripe.canceledAt).map(Timestamp.init(second:)) ?? now)
    }
  }
}

extension StripeSubscription {
  /// The item that the plan is paid by.
  var planItem: Item? { items.data.first { !$0.price.isMetered } }

  var planPrice: String? { planItem?.price.id }
}

extension StripePrice {
  var isMetered: Bool { recurring?.usageType == "metered" }
}

extension Timestamp {
  /// From Unix seconds; a number that is not a time of Stripe's becomes the nearest that can be one. (Whoever has a
  /// webhook secret can sign any number.)
  init(second: Int64) { self.init(microseconds: min(max(second, 0), 1 << 40) * 1_000_000) }

  /// Unix seconds, rounded down.
  var second: Int64 { Int64((Double(microseconds) / 1_000_000).rounded(.down)) }
}
