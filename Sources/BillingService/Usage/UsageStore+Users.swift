import Storage

/// What users see of their own usage, in all organizations together.
extension UsageStore {
  /// What a user has used in the present month; nil for a user with neither a plan of their own nor an organization
  /// with a subscription.
  /// - Parameter organizations: those joined first coming first.
  func usage(
    of userID: String, everywhereIn organizations: [Subject], tenantID: String, at now: Timestamp
  ) async throws -> UserUsage? {
    try await database.read(tenant: tenantID) { tx in
      let total = UsageTotalKey(everywhere: userID, at: now)
      let own = try tx.assignedPlan(of: Subject(.user, userID))
      let payer = try organizations.first { try tx.currentSubscription(of: $0)?.givesPlan(at: now) == true }
      guard own != nil || payer != nil else { return nil }
      let slug = try own ?? payer.map { try tx.entitlement(of: $0, at: now).planSlug }
      return UserUsage(
        organizationID: ((own == nil ? payer : nil) ?? organizations.first)?.id ?? "", userID: userID,
        planID: try slug.flatMap { try tx.planName($0) }?.id, period: total.period, totals: try tx.booked(total),
        span: try tx.usageSpan(of: nil, user: userID, in: total.period))
    }
  }

  /// What a user's own plan, or that of users without one, allows in the present month. What calls under way hold is
  /// not in it.
  func standing(ofUser userID: String, tenantID: String, at now: Timestamp) async throws -> UsageStanding {
    try await database.read(tenant: tenantID) { tx in
      let total = UsageTotalKey(everywhere: userID, at: now)
      let used = try tx.booked(total)
      let slug = try tx.assignedPlan(of: Subject(.user, userID)) ?? Plan.defaultSlug
      guard let plan = try tx.plan(slug: slug) ?? tx.plan(slug: Plan.defaultSlug) else {
        return .withoutPlan(total.period, used: used)
      }
      return UsageStanding(
        plan: UsageStanding.PlanName(id: plan.id, slug: plan.terms.slug, name: plan.terms.name),
        period: total.period, limits: plan.terms.limits, used: used, unspent: nil)
    }
  }
}
