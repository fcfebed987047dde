import Runtime
import Storage

/// How tenants bill.
struct BillingSettingsStore: Sendable {
  let database: any Database
  let ids: any IDGenerator

  func settings(tenantID: String) async throws -> BillingSettings {
    try await database.read(tenant: tenantID) { tx in try tx.billingSettings() }
  }

  /// Changes settings; what is left out stays.
  /// - Throws: INVALID_ARGUMENT for a plan that the tenant does not offer, and for an amount below Stripe's minimum.
  func change(
    _ change: BillingSettingsChange, by admin: AuthorizedAdmin, at now: Timestamp
  ) async throws -> BillingSettings {
    let entry = AuditEntry(
      action: "billing_settings.updated", targetType: "tenant", targetID: admin.tenantID, adminID: admin.id,
      details: ["fields": change.names.joined(separator: ", ")])
    let entryID = ids.next()
    return try await database.write(tenant: admin.tenantID) { tx in
      let changed = change.applied(to: try tx.billingSettings(), at: now)
      var check = Violations()
      if let slug = change.subscriptionPlan {
        check.require(
          try tx.offers(plan: slug), "subscription_plan", "is not the slug of an active plan", type: "value_error")
      }
      check.amount(changed.microPaymentAmount, "micro_payment_amount", in: changed.microPaymentCurrency)
      try check.throwIfAny()
      try tx.save(changed, at: now)
      try tx.audit(entry, id: entryID, at: now)
      return changed
    }
  }
}
