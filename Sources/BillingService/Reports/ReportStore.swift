import Storage

/// Financial reports, each on one snapshot.
struct ReportStore: Sendable {
  let database: any Database

  /// The present day, week or month.
  func report(_ kind: FinancialReport.Kind, tenantID: String, at now: Timestamp) async throws -> FinancialReport {
    let interval = kind.period.interval(containing: now)
    return try await database.read(tenant: tenantID) { tx in try tx.financialReport(in: interval) }
  }

  /// Figures since the beginning.
  func stats(tenantID: String) async throws -> BillingStats {
    try await database.read(tenant: tenantID) { tx in
      try tx.billingStats(planSlug: tx.billingSettings().subscriptionPlan)
    }
  }
}
