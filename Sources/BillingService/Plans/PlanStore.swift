import Runtime
import Storage

/// The catalogue of plans.
struct PlanStore: Sendable {
  let database: any Database
  let clock: any WallClock
  let ids: any IDGenerator

  /// The plans that a tenant offers, cheapest first.
  func activePlans(tenantID: String, in currency: Currency = .usd) async throws -> [Plan] {
    try await plans(tenantID: tenantID, in: currency).filter(\.terms.isActive)
  }

  /// Every plan that a tenant sees, cheapest by the month first, then by name.
  func plans(tenantID: String, in currency: Currency = .usd) async throws -> [Plan] {
    try await database.read(tenant: tenantID) { tx in try tx.plans() }.sorted { a, b in
      func key(_ plan: Plan) -> (Int64, String, String) {
        (plan.terms.monthlyAmount(preferring: currency), plan.terms.name, plan.id)
      }
      return key(a) < key(b)
    }
  }

  /// What a company may subscribe to: by the month in BRL, or free; cheapest first.
  func companyPlans(tenantID: String) async throws -> [Plan] {
    try await activePlans(tenantID: tenantID, in: .brl).filter { $0.terms.monthlyCents != nil }
  }

  /// The currency that a tenant's plans show in first.
  func currency(tenantID: String) async throws -> Currency {
    try await database.read(tenant: tenantID) { tx in try tx.billingSettings().defaultCurrency }
  }

  /// - Throws: ``PlanError/notFound(id:)``.
  func plan(_ id: String, tenantID: String) async throws -> Plan {
    guard let plan = try await database.read(tenant: tenantID, { tx in try tx.plan(id: id) }) else {
      throw PlanError.notFound(id: id)
    }
    return plan
  }

  /// Adds a plan, or changes the one with the same slug. Nil for the owner means the global catalogue.
  func upsert(_ terms: PlanTerms, owner: String?) async throws -> Plan {
    let (now, id) = (clock.now(), ids.next())
    return try await database.write(tenant: owner ?? TenantTransaction.globalTenantID) { tx in
      if var plan = try tx.ownPlan(slug: terms.slug, of: owner) {
        (plan.terms, plan.updatedAt) = (terms, now)
        try tx.update(plan)
        return plan
      }
      let plan = Plan(id: id, tenantID: owner, terms: terms, createdAt: now, updatedAt: now)
      _ = try tx.insert(plan)
      return plan
    }
  }

  /// Makes a plan of the admin's tenant.
  /// - Throws: ``PlanError/slugTaken(_:)``, `IdempotencyConflict`.
  func create(_ terms: PlanTerms, by admin: AuthorizedAdmin, once: Once) async throws -> Plan {
    let (now, planID, entryID) = (clock.now(), ids.next(), ids.next())
    let made = try await database.writeID(once) { transaction in
      let tx = TenantTransaction(admin.tenantID, transaction)
      let plan = Plan(id: planID, tenantID: admin.tenantID, terms: terms, createdAt: now, updatedAt: now)
      guard try tx.insert(plan) else { throw PlanError.slugTaken(terms.slug) }
      try tx.audit(.plan("created", plan, by: admin), id: entryID, at: now)
      return planID
    }
    return try await plan(made.id, tenantID: admin.tenantID)
  }

  /// Changes a plan of the admin's tenant.
  /// - Throws: ``PlanError/notFound(id:)``, ``PlanError/isGlobal(slug:)``, ``PlanError/isDefault``, INVALID_ARGUMENT
  ///   with every bad field.
  func change(_ planID: String, _ change: PlanChange, by admin: AuthorizedAdmin) async throws -> Plan {
    let (now, entryID) = (clock.now(), ids.next())
    return try await database.write(tenant: admin.tenantID) { tx in
      guard var plan = try tx.plan(id: planID) else { throw PlanError.notFound(id: planID) }
      guard plan.tenantID != nil else { throw PlanError.isGlobal(slug: plan.terms.slug) }
      let before = plan.terms
      try change.apply(to: &plan.terms)
      guard plan.terms != before else { return plan }
      plan.updatedAt = now
      try tx.update(plan)
      try tx.audit(.plan("updated", plan, fields: change.fields, by: admin), id: entryID, at: now)
      return try tx.plan(id: planID) ?? plan
    }
  }

  /// Notes that an admin has brought a plan to Stripe.
  func notePublished(_ plan: Plan, by admin: AuthorizedAdmin) async throws {
    let (now, entryID) = (clock.now(), ids.next())
    try await database.write(tenant: admin.tenantID) { tx in
      try tx.audit(.plan("published", plan, by: admin), id: entryID, at: now)
    }
  }

  /// How many live subscriptions of the tenant each plan has, by its slug.
  func subscriptionCounts(tenantID: String) async throws -> [String: Int64] {
    try await database.read(tenant: tenantID) { tx in try tx.liveSubscriptionsByPlan() }
  }

  /// Puts a subject on a plan without a payment from now on; the month's quota follows at once.
  /// - Throws: ``BillingError/planNotFound(_:)``.
  func assign(_ slug: String, to subject: Subject, tenantID: String) async throws -> Plan {
    let now = clock.now()
    return try await database.write(tenant: tenantID) { tx in
      guard let plan = try tx.plan(slug: slug) else { throw BillingError.planNotFound(slug) }
      // A free subscription would go before it.
      try tx.endFreeSubscription(of: subject, at: now)
      try tx.assign(slug, to: subject, at: now)
      return plan
    }
  }
}

extension AuditEntry {
  /// Something that was done to a plan; what changed, by its name.
  fileprivate static func plan(
    _ what: String, _ plan: Plan, fields: [String] = [], by admin: AuthorizedAdmin
  ) -> AuditEntry {
    var details = ["slug": plan.terms.slug]
    if !fields.isEmpty { details["fields"] = fields.joined(separator: ",") }
    return AuditEntry(
      action: "plan.\(what)", targetType: "plan", targetID: plan.id, adminID: admin.id, details: details)
  }
}
