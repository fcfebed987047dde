import Storage

/// What subjects may use.
extension TenantTransaction {
  /// A subject's entitlement at a moment: its subscription's plan, or the default one, over the calendar month
  /// (UTC).
  /// - Throws: ``BillingError/planNotFound(_:)`` for a catalogue that someone has emptied by hand.
  func entitlement(of subject: Subject, at now: Timestamp) throws -> Entitlement {
    let plan = try PlanStore.plan(tx, of: subject, tenantID: id)
    return Entitlement(
      planSlug: plan.terms.slug, included: plan.terms.includedTokens,
      period: CalendarPeriod.month.interval(containing: now))
  }
}
