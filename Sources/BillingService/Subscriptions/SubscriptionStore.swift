import Runtime
import Storage

/// Subscriptions as they are known here.
struct SubscriptionStore: Sendable {
  let database: any Database
  let clock: any WallClock
  let ids: any IDGenerator

  /// The live one of a subject; nil where there is none.
  func current(of subject: Subject, tenantID: String) async throws -> Subscription? {
    let now = clock.now()
    return try await database.read(tenant: tenantID) { tx in
      try tx.currentSubscription(of: subject).flatMap { $0.isAlive(at: now) ? $0 : nil }
    }
  }

  /// - Throws: ``SubscriptionError/notFound``.
  func subscription(_ id: String, tenantID: String) async throws -> Subscription {
    guard let found = try await database.read(tenant: tenantID, { tx in try tx.subscription(id) }) else {
      throw SubscriptionError.notFound
    }
    return found
  }

  /// The newest one of a subject, ended ones too.
  /// - Throws: ``SubscriptionError/notFound``.
  func newest(of subject: Subject, tenantID: String) async throws -> Subscription {
    let newest = try await database.read(tenant: tenantID) { tx in
      try tx.currentSubscription(of: subject) ?? tx.newestSubscription(of: subject)
    }
    guard let newest else { throw SubscriptionError.notFound }
    return newest
  }

  /// A plan that can be had now.
  /// - Throws: ``PlanError/notFound(id:)``, ``SubscriptionError/planInactive(slug:)``.
  func offeredPlan(_ planID: String, tenantID: String) async throws -> Plan {
    guard let plan = try await database.read(tenant: tenantID, { tx in try tx.plan(id: planID) }) else {
      throw PlanError.notFound(id: planID)
    }
    return try plan.offered()
  }

  /// A plan that can be had now.
  /// - Throws: ``PlanError/notFound(id:)``, ``SubscriptionError/planInactive(slug:)``.
  func offeredPlan(slug: String, tenantID: String) async throws -> Plan {
    guard let plan = try await database.read(tenant: tenantID, { tx in try tx.plan(slug: slug) }) else {
      throw PlanError.notFound(id: slug)
    }
    return try plan.offered()
  }

  /// The plan of a slug; nil for a catalogue that someone has emptied by hand.
  func plan(slug: String, tenantID: String) async throws -> Plan? {
    try await database.read(tenant: tenantID) { tx in try tx.plan(slug: slug) }
  }

  /// The plan that counts for a subject now.
  func effectivePlan(of subject: Subject, tenantID: String) async throws -> Plan? {
    let now = clock.now()
    return try await database.read(tenant: tenantID) { tx in
      try tx.plan(slug: tx.entitlement(of: subject, at: now).planSlug)
    }
  }

  /// Makes a free subscription, or the place of one that is to be paid: `incomplete` until Stripe has made it. The same
  /// request again finds the place that nobody has paid for yet.
  /// - Throws: ``SubscriptionError/exists(id:)``, `IdempotencyConflict`.
  func open(_ new: NewSubscription, price: PlanPrice?, customerID: String, tenantID: String, once: Once) async throws
    -> Subscription
  {
    let (now, id, followUp) = (clock.now(), ids.next(), ids.next())
    let opened = try await database.writeID(once) { transaction in
      let tx = TenantTransaction(tenantID, transaction)
      try tx.endWhatIsOver(of: new.subject, followUp: followUp, at: now)
      let live = try tx.liveSubscriptions(of: new.subject)
      if let paid = live.first(where: \.isPaid) {
        guard price != nil, paid.status == .incomplete, paid.terms == new.terms else {
          throw SubscriptionError.exists(id: paid.id)
        }
        return paid.id
      }
      var subscription = Subscription.free(
        id: id, new.subject, new.terms, metadata: new.metadata, userID: new.userID, at: now)
      if let price {
        subscription.currency = price.currency
        subscription.status = .incomplete
        subscription.stripe = Subscription.StripeLink(customerID: customerID)
      } else {
        try tx.endFreeSubscription(of: new.subject, at: now)
      }
      guard try tx.insert(subscription) else { throw StorageError.conflict("another subscription came first") }
      return id
    }
    return try await subscription(opened.id, tenantID: tenantID)
  }

  /// Changes a subscription as it is now.
  /// - Throws: ``SubscriptionError/notFound``.
  func change(
    _ id: String, tenantID: String, _ body: @escaping @Sendable (inout Subscription, Timestamp) -> Void
  ) async throws -> Subscription {
    let now = clock.now()
    return try await database.write(tenant: tenantID) { tx in
      guard var subscription = try tx.subscription(id) else { throw SubscriptionError.notFound }
      let before = subscription
      body(&subscription, now)
      guard subscription != before else { return before }
      subscription.updatedAt = now
      guard try tx.update(subscription) else { throw StorageError.conflict("the subscription has changed meanwhile") }
      if subscription.endedAt != nil, before.endedAt == nil {
        try tx.promoteDuplicate(of: subscription.subject, at: now)
      }
      subscription.version += 1
      return subscription
    }
  }

  /// Notes that Stripe has refused a request about a subscription: its key is used up, and another try is another
  /// request. A place that was never paid for is given up.
  func noteRefusal(of id: String, tenantID: String) async throws {
    let now = clock.now()
    try await database.write(tenant: tenantID) { tx in
      if var place = try tx.subscription(id), place.status == .incomplete, place.stripe?.subscriptionID == nil {
        place.end(as: .incompleteExpired, at: now)
        place.updatedAt = now
        try tx.update(place)
      } else {
        try tx.raiseVersion(of: id)
      }
    }
  }

  /// Notes that a request with an `Idempotency-Key` is about a subscription, so that the key stands for no other
  /// request.
  /// - Throws: `IdempotencyConflict`.
  func note(_ id: String, once: Once) async throws {
    _ = try await database.writeID(once) { _ in id }
  }

  /// Whether a subject's trial is still to be had.
  func hasPaidBefore(_ subject: Subject, tenantID: String) async throws -> Bool {
    try await database.read(tenant: tenantID) { tx in try tx.hasPaidBefore(subject) }
  }
}

extension Plan {
  fileprivate func offered() throws -> Plan {
    guard terms.isActive else { throw SubscriptionError.planInactive(slug: terms.slug) }
    return self
  }
}
