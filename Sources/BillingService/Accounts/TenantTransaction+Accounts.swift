import Storage

/// Accounts as the dashboard shows them.
extension TenantTransaction {
  /// A subject's account as a new call would find it. Nothing is written.
  func billingAccount(of subject: Subject, at now: Timestamp) throws -> BillingAccount {
    let active = try activePlan(of: subject, at: now)
    var state = try creditState(of: subject)
    if let (_, entitlement) = active { state = state.previewing(entitlement, at: now) }
    return BillingAccount(
      subject, active?.0, state, stripeCustomerIDs: try stripeCustomerIDs(of: subject), at: now)
  }

  private func stripeCustomerIDs(of subject: Subject) throws -> [String] {
    try tx.all(
      """
      SELECT customer_id FROM stripe_customers
      WHERE tenant_id = ? AND owner_kind = ? AND owner_id = ? AND customer_id IS NOT NULL ORDER BY currency
      """, id, subject.kind.rawValue, subject.id
    ) { try $0.text(0) }
  }
}
