import Storage

/// What organizations say about usage beyond what they have.
struct CompanySettingsStore: Sendable {
  let database: any Database

  /// An organization's settings, and what its overage has cost in the present period.
  func settings(
    of companyID: String, tenantID: String, at now: Timestamp
  ) async throws -> (settings: CompanySettings, charged: Int64) {
    try await database.read(tenant: tenantID) { tx in
      let settings = try tx.settings(ofCompany: companyID)
      return (settings, try tx.overage(of: companyID, under: settings, at: now).charged)
    }
  }

  /// Changes settings; they count for usage from now on.
  func change(
    _ change: CompanySettingsChange, of companyID: String, tenantID: String, at now: Timestamp
  ) async throws -> (settings: CompanySettings, charged: Int64) {
    try await database.write(tenant: tenantID) { tx in
      let settings = try tx.change(settingsOf: companyID, by: change, at: now)
      return (settings, try tx.overage(of: companyID, under: settings, at: now).charged)
    }
  }
}

extension TenantTransaction {
  /// An organization's overage in its present billing period.
  func overage(of companyID: String, under settings: CompanySettings, at now: Timestamp) throws -> OverageState {
    let entitlement = try entitlement(of: Subject(.organization, companyID), at: now)
    return try overage(
      of: companyID, pricePerMillion: plan(slug: entitlement.planSlug)?.terms.overagePerMillionCents,
      in: entitlement.period, settings)
  }
}

extension CompanySettingsStore {
  /// Tokens on a postpaid meter that are not reported yet.
  func unreportedTokens(of companyID: String, tenantID: String) async throws -> Int64 {
    let account = LedgerAccount(.metered, .token, of: Subject(.organization, companyID))
    return try await database.read(tenant: tenantID) { tx in -(try tx.balance(of: account)) }
  }
}
