import Runtime
import Storage

/// Changes of plan and billing cycle.
extension Subscriptions {
  /// Changes a subscription; what is left out stays.
  /// - Throws: ``SubscriptionError/ended``, ``SubscriptionError/planInactive(slug:)``,
  ///   ``SubscriptionError/priceNotFound(slug:)``, ``SubscriptionError/paymentMethodRequired``,
  ///   ``SubscriptionError/paymentDeclined(code:)``, which change nothing; ``StripeFailure``.
  func update(_ subscription: Subscription, by change: SubscriptionChange, tenantID: String) async throws -> Payable {
    guard subscription.isAlive(at: store.clock.now()) else { throw SubscriptionError.ended }
    var result = Payable(subscription: subscription)
    if change.plan != nil || change.cycle != nil {
      let terms = Subscription.Terms(
        planSlug: change.plan?.terms.slug ?? subscription.terms.planSlug,
        cycle: change.cycle ?? subscription.terms.cycle)
      if terms == subscription.terms {
        let hasScheduled = subscription.scheduled != nil
        if hasScheduled || (change.undoesCancellation && subscription.cancelAtPeriodEnd) {
          result.subscription = try await keep(subscription, tenantID: tenantID)
        }
      } else {
        result = try await move(subscription, to: terms, change, tenantID: tenantID)
      }
    }
    if let metadata = change.metadata {
      result.subscription = try await store.change(subscription.id, tenantID: tenantID) { row, _ in
        row.metadata = metadata
      }
    }
    return result
  }

  private func move(
    _ subscription: Subscription, to terms: Subscription.Terms, _ change: SubscriptionChange, tenantID: String
  ) async throws -> Payable {
    let plan = try await store.offeredPlan(slug: terms.planSlug, tenantID: tenantID)
    var new = NewSubscription(
      subject: subscription.subject, plan: plan, cycle: terms.cycle, metadata: subscription.metadata,
      userID: subscription.userID, currency: subscription.currency, paymentMethodID: change.paymentMethodID,
      isMetered: change.isMetered)
    if plan.terms.isFree {
      return Payable(subscription: try await moveToFree(subscription, terms, tenantID: tenantID))
    }
    guard subscription.isPaid else {
      // From free to paid, the row stays.
      new.currency = new.currency ?? change.currency
      let price = try new.price(preferring: await plans.currency(tenantID: tenantID))
      let payer = try await payer(new.subject, price.currency, new.paymentMethodID, tenantID)
      return try await pay(subscription, new, price, payer, tenantID: tenantID)
    }
    guard subscription.stripe?.subscriptionID != nil, subscription.status != .incomplete else {
      throw SubscriptionError.exists(id: subscription.id)
    }
    let price = try new.price(preferring: await plans.currency(tenantID: tenantID))
    let old = try await store.plan(slug: subscription.terms.planSlug, tenantID: tenantID)
    let oldPrice = old?.terms.price(price.currency, subscription.terms.cycle)
    switch SubscriptionChange.Timing(from: oldPrice, to: price) {
    case .now:
      return Payable(subscription: try await upgrade(subscription, new, price, tenantID: tenantID))
    case .nextPeriod:
      return Payable(subscription: try await downgrade(subscription, new, price, tenantID: tenantID))
    }
  }

  /// A free plan comes at once in place of a free one, and when the paid period ends in place of a paid one.
  private func moveToFree(
    _ subscription: Subscription, _ terms: Subscription.Terms, tenantID: String
  ) async throws -> Subscription {
    if let stripeID = subscription.stripe?.subscriptionID {
      try await release(subscription, tenantID)
      try await change(subscription, .init(cancelAtPeriodEnd: true), "cancel", tenantID)
      try await objects.refresh(.subscription, stripeID, tenantID: tenantID)
    }
    return try await store.change(subscription.id, tenantID: tenantID) { row, now in
      if row.isPaid {
        row.scheduled = terms
      } else {
        row.terms = terms
        row.period = Anchor(row.anchor, everyMonths: terms.cycle.months).period(containing: now)
        (row.cancelAtPeriodEnd, row.canceledAt) = (false, nil)
      }
    }
  }

  /// Now: Stripe charges the difference for the rest of the period. The moment that it is counted from goes with the
  /// request, so that a repetition costs the same.
  private func upgrade(
    _ subscription: Subscription, _ new: NewSubscription, _ price: PlanPrice, tenantID: String
  ) async throws -> Subscription {
    guard let link = subscription.stripe, let stripeID = link.subscriptionID else { return subscription }
    var items = [
      StripeSubscriptionChange.Item(
        id: link.itemID, price: try await publisher.price(price, of: new.plan, tenantID: tenantID))
    ]
    if let metered = link.meteredItemID { items.append(.init(id: metered, isDeleted: true)) }
    if new.isMetered, let metered = try await publisher.meteredPrice(of: new.plan, tenantID: tenantID) {
      items.append(.init(price: metered))
    }
    try await release(subscription, tenantID)
    var request = StripeSubscriptionChange(
      items: items, prorationBehavior: "always_invoice", cancelAtPeriodEnd: false,
      paymentBehavior: "error_if_incomplete", paymentMethod: new.paymentMethodID)
    // A change of the cycle begins a new period by itself.
    if new.cycle == subscription.terms.cycle { request.prorationDate = store.clock.now().second }
    do {
      try await change(
        subscription, request, "\(new.plan.terms.slug):\(new.cycle.rawValue)", tenantID)
    } catch StripeFailure.refused(let refusal) where refusal.isDecline {
      throw SubscriptionError.paymentDeclined(code: refusal.declineCode ?? refusal.code)
    }
    try await objects.refresh(.subscription, stripeID, tenantID: tenantID)
    return try await store.change(subscription.id, tenantID: tenantID) { row, _ in row.scheduled = nil }
  }

  /// With the next period: a schedule whose first phase is the present one as it is.
  private func downgrade(
    _ subscription: Subscription, _ new: NewSubscription, _ price: PlanPrice, tenantID: String
  ) async throws -> Subscription {
    guard let stripeID = subscription.stripe?.subscriptionID else { return subscription }
    var lines = [
      NewStripeCheckout.Line(price: try await publisher.price(price, of: new.plan, tenantID: tenantID))
    ]
    if new.isMetered, let metered = try await publisher.meteredPrice(of: new.plan, tenantID: tenantID) {
      lines.append(.init(price: metered, quantity: nil))
    }
    if subscription.cancelAtPeriodEnd {
      try await change(subscription, .init(cancelAtPeriodEnd: false), "resume", tenantID)
    }
    let key = "\(subscription.id):\(subscription.version)"
    let schedule: StripeSchedule
    if let scheduleID = subscription.stripe?.scheduleID {
      schedule = try await stripe.read(.schedule(scheduleID), tenantID: tenantID)
    } else {
      schedule = try await stripe.perform(
        .createSchedule(from: stripeID), key: "schedule:\(key)", tenantID: tenantID)
    }
    guard let present = schedule.phases.first else {
      throw StripeFailure.unreadable("the phases of schedule \(schedule.id)")
    }
    let first = StripeSchedulePhase(
      lines: present.items.map { .init(price: $0.price.id, quantity: $0.quantity) }, start: present.startDate,
      end: present.endDate)
    _ = try await stripe.perform(
      .updateSchedule(schedule.id, phases: [first, StripeSchedulePhase(lines: lines)]),
      key: "schedule-change:\(key):\(new.plan.terms.slug):\(new.cycle.rawValue)", tenantID: tenantID, takesFirst: true)
    try await objects.refresh(.subscription, stripeID, tenantID: tenantID)
    let terms = new.terms
    return try await store.change(subscription.id, tenantID: tenantID) { row, _ in row.scheduled = terms }
  }
}
