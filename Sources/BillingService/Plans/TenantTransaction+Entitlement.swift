import Storage

/// What subjects may use.
extension TenantTransaction {
  /// A subject's entitlement at a moment: its subscription's plan while that gives one, else the plan that it was
  /// put on without a payment, else the default one. A paid subscription's months begin on its own day, others with
  /// the calendar's (UTC).
  /// - Parameter user: who calls, whose own plan bounds the call as well.
  /// - Throws: ``BillingError/planNotFound(_:)`` for a catalogue that someone has emptied by hand.
  func entitlement(of subject: Subject, user: String? = nil, at now: Timestamp) throws -> Entitlement {
    let subscription = try givingSubscription(of: subject, at: now)
    let slug = try subscription?.planSlug(at: now) ?? assignedPlan(of: subject) ?? Plan.defaultSlug
    guard let plan = try allowance(slug: slug) ?? allowance(slug: Plan.defaultSlug) else {
      throw BillingError.planNotFound(slug)
    }
    let period = subscription?.month(containing: now) ?? CalendarPeriod.month.interval(containing: now)
    var entitlement = Entitlement(
      planSlug: plan.slug, included: plan.included, period: period,
      beyond: try beyond(of: subject, planSlug: plan.slug, in: period), limits: plan.limits)
    if subject.kind == .organization, let user, let own = try assignedPlan(of: Subject(.user, user)) {
      entitlement.userLimits = try allowance(slug: own)?.limits ?? UsageLimits()
    }
    return entitlement
  }

  /// A subject's subscription, while it gives its plan.
  private func givingSubscription(of subject: Subject, at now: Timestamp) throws -> Subscription? {
    guard let current = try currentSubscription(of: subject) else { return nil }
    // The settings matter to few, and every call comes by here.
    guard current.status(at: now).access == .planDuringGrace else { return current.givesPlan(at: now) ? current : nil }
    let grace = Duration.seconds(86_400 * (try billingSettings().pastDueGraceDays))
    return current.givesPlan(at: now, grace: grace) ? current : nil
  }

  /// The plan that a subject was put on without a payment.
  func assignedPlan(of subject: Subject) throws -> String? {
    try tx.first(
      "SELECT plan_slug FROM plan_assignments WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?", id,
      subject.kind.rawValue, subject.id
    ) { try $0.text(0) }
  }

  /// Puts a subject on a plan without a payment.
  func assign(_ slug: String, to subject: Subject, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO plan_assignments (tenant_id, subject_kind, subject_id, plan_slug, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, subject_kind, subject_id) DO UPDATE SET
        plan_slug = excluded.plan_slug, updated_at = excluded.updated_at
      """, id, subject.kind.rawValue, subject.id, slug, now, now)
  }

  /// Of a plan only what each admission asks.
  private func allowance(slug: String) throws -> (slug: String, included: Int64, limits: UsageLimits)? {
    try tx.first(
      """
      SELECT slug, included_tokens, max_messages, max_tokens, max_cost_micro_usd FROM plans
      WHERE slug = ? AND tenant_id IN (?, '') ORDER BY tenant_id DESC LIMIT 1
      """, slug, id
    ) { row in
      (
        slug: try row.text(0), included: try row.int(1),
        limits: UsageLimits(
          messages: try row.optionalInt(2), tokens: try row.optionalInt(3), costMicroUSD: try row.optionalInt(4))
      )
    }
  }
}
