import Runtime
import Storage

/// What people do with subscriptions: free ones here alone, paid ones at Stripe first, whose word is then taken over.
///
/// Nothing is sent to Stripe within a transaction, and nothing is sent twice: each request has a key made of our row's
/// id and version, so that whoever repeats it after an answer that was lost goes on where it ended.
struct Subscriptions: Sendable {
  let store: SubscriptionStore
  let stripe: StripeClient
  let customers: StripeCustomers
  let objects: StripeObjects
  let publisher: PlanPublisher
  let plans: PlanStore

  /// Subscribes somebody to a plan.
  /// - Throws: ``SubscriptionError/priceNotFound(slug:)``, ``SubscriptionError/exists(id:)``,
  ///   ``SubscriptionError/paymentMethodRequired``, ``SubscriptionError/paymentDeclined(code:)``, which change nothing;
  ///   ``StripeFailure``, `IdempotencyConflict`.
  func create(_ new: NewSubscription, tenantID: String, once: Once) async throws -> Payable {
    if new.plan.terms.isFree {
      return Payable(
        subscription: try await store.open(new, price: nil, customerID: "", tenantID: tenantID, once: once))
    }
    let price = try new.price(preferring: await plans.currency(tenantID: tenantID))
    let payer = try await payer(new.subject, price.currency, new.paymentMethodID, tenantID)
    let place = try await store.open(
      new, price: price, customerID: payer.customerID, tenantID: tenantID, once: once)
    guard place.status == .incomplete else {
      // A replay of a request that was declined.
      guard place.endedAt == nil else { throw SubscriptionError.paymentDeclined(code: nil) }
      return Payable(subscription: place)
    }
    return try await pay(place, new, price, payer, tenantID: tenantID)
  }

  /// Makes a page at Stripe where a plan is paid for.
  /// - Parameter key: what makes the same request one page.
  /// - Throws: as ``create(_:tenantID:once:)``; ``SubscriptionError/planIsFree(slug:)``.
  func checkout(
    _ new: NewSubscription, successURL: String, cancelURL: String, key: String, tenantID: String
  ) async throws -> StripeCheckoutSession {
    guard !new.plan.terms.isFree else { throw SubscriptionError.planIsFree(slug: new.plan.terms.slug) }
    let price = try new.price(preferring: await plans.currency(tenantID: tenantID))
    try await stripe.requireKey(of: tenantID)
    if let paid = try await store.current(of: new.subject, tenantID: tenantID), paid.isPaid, paid.status != .incomplete
    {
      throw SubscriptionError.exists(id: paid.id)
    }
    let customer = try await customers.customerID(of: new.subject, in: price.currency, tenantID: tenantID)
    let page = NewStripeCheckout(
      mode: .subscription, customer: customer,
      lines: [.init(price: try await publisher.price(price, of: new.plan, tenantID: tenantID))],
      successURL: successURL, cancelURL: cancelURL, clientReference: new.subject.id,
      trialDays: try await trialDays(new, tenantID), metadata: metadata(new, tenantID))
    return try await stripe.perform(.createCheckout(page), key: "checkout:\(key)", tenantID: tenantID)
  }

  /// Cancels a subscription, at its period's end or now. Repeating it changes nothing, but for now after at period end.
  /// - Throws: ``StripeFailure``.
  func cancel(_ subscription: Subscription, atPeriodEnd: Bool, tenantID: String) async throws -> Subscription {
    guard subscription.endedAt == nil, !(atPeriodEnd && subscription.cancelAtPeriodEnd && subscription.scheduled == nil)
    else { return subscription }
    if let stripeID = subscription.stripe?.subscriptionID {
      try await release(subscription, tenantID)
      if atPeriodEnd {
        try await change(subscription, .init(cancelAtPeriodEnd: true), "cancel", tenantID)
      } else {
        try await end(stripeID, tenantID)
      }
      try await objects.refresh(.subscription, stripeID, tenantID: tenantID)
    }
    return try await store.change(subscription.id, tenantID: tenantID) { row, now in
      row.scheduled = nil
      guard row.stripe?.subscriptionID == nil, row.endedAt == nil else { return }
      if atPeriodEnd && !row.isPaid {
        (row.period, row.cancelAtPeriodEnd, row.canceledAt) = (row.period(at: now), true, now)
      } else {
        row.end(at: now)
      }
    }
  }

  /// Takes back a cancellation at the period's end, and a change that waits for it.
  /// - Throws: ``SubscriptionError/ended``, ``SubscriptionError/notCancelled``, ``StripeFailure``.
  func resume(_ subscription: Subscription, tenantID: String) async throws -> Subscription {
    guard subscription.isAlive(at: store.clock.now()) else { throw SubscriptionError.ended }
    guard subscription.cancelAtPeriodEnd || subscription.scheduled != nil else { throw SubscriptionError.notCancelled }
    return try await keep(subscription, tenantID: tenantID)
  }

  /// Makes what Stripe Elements takes a subject's card with.
  /// - Parameter key: what makes the same request one intent.
  /// - Throws: ``StripeFailure``.
  func setUp(
    _ subject: Subject, in currency: Currency, key: String, tenantID: String
  ) async throws -> (intent: StripeSetupIntent, publishableKey: String?) {
    try await stripe.requireKey(of: tenantID)
    let customer = try await customers.customerID(of: subject, in: currency, tenantID: tenantID)
    let intent = try await stripe.perform(
      .createSetup(customer: customer, metadata: ["quartet_tenant": tenantID]), key: "setup:\(key)",
      tenantID: tenantID)
    return (intent, try await stripe.keys.publishableKey(of: tenantID))
  }

  /// A subscription, and what its first payment is confirmed with while it waits for that.
  struct Payable: Sendable, Equatable {
    var subscription: Subscription
    var clientSecret: String?
  }

  /// A customer at Stripe with a card.
  struct Payer: Sendable, Equatable {
    var customerID: String
    var card: String
  }
}

extension Subscriptions {
  /// Who pays.
  /// - Throws: ``SubscriptionError/paymentMethodRequired``, ``StripeFailure``.
  func payer(
    _ subject: Subject, _ currency: Currency, _ paymentMethodID: String?, _ tenantID: String
  ) async throws -> Payer {
    try await stripe.requireKey(of: tenantID)
    let customerID = try await customers.customerID(of: subject, in: currency, tenantID: tenantID)
    if let paymentMethodID { return Payer(customerID: customerID, card: paymentMethodID) }
    let customer = try await stripe.read(.customer(customerID), tenantID: tenantID)
    if let card = customer.invoiceSettings?.defaultPaymentMethod?.id {
      return Payer(customerID: customerID, card: card)
    }
    guard let card = try await stripe.read(.cards(of: customerID), tenantID: tenantID).data.first?.id else {
      throw SubscriptionError.paymentMethodRequired
    }
    return Payer(customerID: customerID, card: card)
  }

  /// Makes a subscription at Stripe for a row that has none there.
  func pay(
    _ place: Subscription, _ new: NewSubscription, _ price: PlanPrice, _ payer: Payer, tenantID: String
  ) async throws -> Payable {
    var lines = [
      NewStripeCheckout.Line(price: try await publisher.price(price, of: new.plan, tenantID: tenantID))
    ]
    if new.isMetered, let metered = try await publisher.meteredPrice(of: new.plan, tenantID: tenantID) {
      lines.append(.init(price: metered, quantity: nil))
    }
    var request = NewStripeSubscription(
      customer: payer.customerID, lines: lines, paymentMethod: payer.card, paymentBehavior: "error_if_incomplete",
      metadata: metadata(new, tenantID, rowID: place.id))
    if let days = try await trialDays(new, tenantID) {
      // The first request under the key counts: a repetition does not move it.
      request.trialEnd = store.clock.now().adding(.seconds(86_400 * days)).second
    }
    let made: StripeSubscription
    do {
      made = try await make(request, key: "subscription:\(place.id):\(place.version)", tenantID)
    } catch StripeFailure.refused(let refusal) {
      try await store.noteRefusal(of: place.id, tenantID: tenantID)
      throw refusal.isDecline
        ? SubscriptionError.paymentDeclined(code: refusal.declineCode ?? refusal.code) : StripeFailure.refused(refusal)
    }
    return Payable(
      subscription: try await store.subscription(place.id, tenantID: tenantID),
      clientSecret: made.latestInvoice?.clientSecret)
  }

  /// A card that is refused makes no subscription; one whose holder is asked makes one that waits for that.
  private func make(
    _ request: NewStripeSubscription, key: String, _ tenantID: String
  ) async throws -> StripeSubscription {
    do {
      return try await perform(request, key: key, tenantID)
    } catch StripeFailure.refused(let refusal) where refusal.wantsPayer {
      var request = request
      request.paymentBehavior = "default_incomplete"
      return try await perform(request, key: "\(key):confirm", tenantID)
    }
  }

  private func perform(
    _ request: NewStripeSubscription, key: String, _ tenantID: String
  ) async throws -> StripeSubscription {
    try await stripe.perform(.createSubscription(request), key: key, tenantID: tenantID, takesFirst: true)
  }

  /// Takes back whatever waits for the period's end.
  func keep(_ subscription: Subscription, tenantID: String) async throws -> Subscription {
    if let stripeID = subscription.stripe?.subscriptionID {
      try await release(subscription, tenantID)
      if subscription.cancelAtPeriodEnd {
        try await change(subscription, .init(cancelAtPeriodEnd: false), "resume", tenantID)
      }
      try await objects.refresh(.subscription, stripeID, tenantID: tenantID)
    }
    return try await store.change(subscription.id, tenantID: tenantID) { row, _ in
      row.scheduled = nil
      guard !row.isPaid else { return }
      (row.cancelAtPeriodEnd, row.canceledAt) = (false, nil)
    }
  }

  /// Lets a subscription go on as it is, where a change was scheduled.
  func release(_ subscription: Subscription, _ tenantID: String) async throws {
    guard let scheduleID = subscription.stripe?.scheduleID else { return }
    do {
      _ = try await stripe.perform(
        .releaseSchedule(scheduleID), key: "schedule-release:\(scheduleID)", tenantID: tenantID)
    } catch StripeFailure.refused {
      // It is over, or was released by somebody else: the look that follows tells.
    }
  }

  func change(
    _ subscription: Subscription, _ change: StripeSubscriptionChange, _ name: String, _ tenantID: String
  ) async throws {
    guard let stripeID = subscription.stripe?.subscriptionID else { return }
    do {
      _ = try await stripe.perform(
        .updateSubscription(stripeID, change),
        key: "subscription-change:\(subscription.id):\(subscription.version):\(name)", tenantID: tenantID,
        takesFirst: true)
    } catch StripeFailure.refused(let refusal) {
      // Asked for again, perhaps with another card, it is another request.
      try await store.noteRefusal(of: subscription.id, tenantID: tenantID)
      throw StripeFailure.refused(refusal)
    }
  }

  private func end(_ stripeID: String, _ tenantID: String) async throws {
    do {
      _ = try await stripe.perform(
        .cancelSubscription(stripeID, invoicesUsage: true), key: "subscription-end:\(stripeID)", tenantID: tenantID)
    } catch StripeFailure.refused(let refusal) where refusal.isMissing {
      // Gone already: the look that follows tells.
    }
  }

  private func trialDays(_ new: NewSubscription, _ tenantID: String) async throws -> Int64? {
    guard new.plan.terms.trialDays > 0, try await !store.hasPaidBefore(new.subject, tenantID: tenantID) else {
      return nil
    }
    return new.plan.terms.trialDays
  }

  private func metadata(_ new: NewSubscription, _ tenantID: String, rowID: String? = nil) -> [String: String] {
    var metadata = [
      "quartet_tenant": tenantID, new.subject.kind.rawValue: new.subject.id, "plan": new.plan.terms.slug,
    ]
    metadata[Subscription.mark] = rowID
    return metadata
  }
}

extension StripeRefusal {
  /// Whether the payment would go on if its payer were asked.
  fileprivate var wantsPayer: Bool { needsAuthentication || code == "subscription_payment_intent_requires_action" }
}
