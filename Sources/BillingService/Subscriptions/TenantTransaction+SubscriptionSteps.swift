import Storage

/// What becomes of subscriptions by themselves, and by what Stripe says.
extension TenantTransaction {
  /// Writes down what has ended by time, with the free plan that was to follow.
  func endWhatIsOver(of subject: Subject, followUp: String, at now: Timestamp) throws {
    for var subscription in try liveSubscriptions(of: subject) where !subscription.isAlive(at: now) {
      // Stripe says when its own ones end; one that it was never asked for ends here.
      guard subscription.stripe?.subscriptionID == nil else { continue }
      let next = subscription.scheduled
      subscription.end(as: subscription.status(at: now), at: now)
      subscription.updatedAt = now
      try update(subscription)
      if let next { try follow(subscription, with: next, id: followUp, at: now) }
    }
  }

  /// A subject's free subscription gives way.
  func endFreeSubscription(of subject: Subject, at now: Timestamp) throws {
    for var subscription in try liveSubscriptions(of: subject) where !subscription.isPaid {
      subscription.end(at: now)
      subscription.updatedAt = now
      try update(subscription)
    }
  }

  /// Takes over what Stripe says of a subscription: of one that was made here, or on a page at Stripe by a customer of
  /// ours. One of somebody else, or for a price that is no plan's, is not ours.
  /// - Parameter ids: for a row that is made now, and for the free plan that follows its end.
  func takeOver(
    _ stripe: StripeSubscription, isDeleted: Bool, ids: (new: String, followUp: String), at now: Timestamp
  ) throws {
    let price = try stripe.planPrice.flatMap { try stripePrice($0) }
    guard let status = isDeleted ? .canceled : SubscriptionStatus(rawValue: stripe.status) else {
      throw StripeFailure.unreadable("the status of subscription \(stripe.id)")
    }
    if var known = try rowOf(stripe) {
      guard SubscriptionTransitions.canBeSeen(status, after: known.status) else { return }
      let before = known
      let next = known.scheduled
      try known.take(stripe, status, price, at: now)
      guard known != before else { return }
      known.updatedAt = now
      try update(known)
      guard before.endedAt == nil else { return }
      try settle(known, at: now)
      if known.endedAt != nil, let next, try isFree(next) {
        try follow(known, with: next, id: ids.followUp, at: now)
      }
      return
    }
    guard let owner = try owner(ofStripeCustomer: stripe.customer.id)?.owner, let price else { return }
    var made = Subscription.free(
      id: ids.new, owner, Subscription.Terms(planSlug: price.planSlug, cycle: price.price.interval), userID: nil,
      at: now)
    made.stripe = Subscription.StripeLink(customerID: stripe.customer.id)
    made.status = .incomplete
    try made.take(stripe, status, price, at: now)
    let other = try liveSubscriptions(of: owner).first(where: \.isPaid)
    let isDuplicate = made.endedAt == nil && other != nil
    guard try insert(made, duplicateOf: isDuplicate ? other?.id : nil) else { return }
    if !isDuplicate { try settle(made, at: now) }
  }

  private func rowOf(_ stripe: StripeSubscription) throws -> Subscription? {
    if let known = try subscription(stripeID: stripe.id) { return known }
    guard let rowID = stripe.metadata?[Subscription.mark], let row = try subscription(rowID),
      row.stripe?.subscriptionID == nil
    else { return nil }
    return row
  }

  /// A paid subscription that gives its plan ends the free one beside it; one that has ended makes room.
  private func settle(_ subscription: Subscription, at now: Timestamp) throws {
    if subscription.endedAt != nil {
      try promoteDuplicate(of: subscription.subject, at: now)
    } else if subscription.status.access == .plan {
      for free in try liveSubscriptions(of: subscription.subject) where !free.isPaid && free.id != subscription.id {
        var free = free
        free.end(at: now)
        free.updatedAt = now
        try update(free)
      }
    }
  }

  private func follow(_ ended: Subscription, with next: Subscription.Terms, id: String, at now: Timestamp) throws {
    guard try isFree(next) else { return }
    _ = try insert(.free(id: id, ended.subject, next, metadata: ended.metadata, userID: ended.userID, at: now))
  }

  private func isFree(_ terms: Subscription.Terms) throws -> Bool {
    try plan(slug: terms.planSlug)?.terms.isFree ?? false
  }
}
