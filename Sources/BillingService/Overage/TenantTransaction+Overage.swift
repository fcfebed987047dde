import Storage

/// Usage beyond what organizations have.
extension TenantTransaction {
  func settings(ofCompany companyID: String) throws -> CompanySettings {
    try tx.first(
      """
      SELECT cap, auto_overage, alert_percent, updated_at FROM company_settings WHERE tenant_id = ? AND company_id = ?
      """, id, companyID
    ) {
      CompanySettings(
        cap: try $0.optionalInt(0), autoOverage: try $0.bool(1), alertPercent: try $0.int(2),
        updatedAt: try $0.time(3))
    } ?? CompanySettings()
  }

  func save(_ settings: CompanySettings, ofCompany companyID: String, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO company_settings (tenant_id, company_id, cap, auto_overage, alert_percent, updated_at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, company_id) DO UPDATE SET cap = excluded.cap, auto_overage = excluded.auto_overage,
        alert_percent = excluded.alert_percent, updated_at = excluded.updated_at
      """, id, companyID, settings.cap, settings.autoOverage, settings.alertPercent, now)
  }

  /// An organization's overage in a billing period.
  /// - Parameter pricePerMillion: the plan's.
  func overage(
    of companyID: String, pricePerMillion: Int64?, in period: Interval, _ settings: CompanySettings
  ) throws -> OverageState {
    let subject = Subject(.organization, companyID)
    let charges = try tx.first(
      """
      SELECT CAST(COALESCE(SUM(CASE WHEN status IN ('pending', 'processing', 'requires_action') THEN units END), 0)
          AS BIGINT),
        CAST(COALESCE(SUM(CASE WHEN status <> 'failed' AND period_start = ? THEN amount END), 0) AS BIGINT),
        MAX(CASE WHEN status <> 'failed' THEN created_at END)
      FROM payments WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND kind = 'overage'
      """, period.start, id, subject.kind.rawValue, subject.id
    ) { (underWay: try $0.int(0), charged: try $0.int(1), last: try $0.optionalTime(2)) }
    return OverageState(
      settings: settings, pricePerMillion: pricePerMillion,
      unpaidUnits: -(try balance(of: LedgerAccount(.overage, .token, of: subject))),
      unitsUnderWay: charges?.underWay ?? 0, charged: charges?.charged ?? 0, lastChargeAt: charges?.last,
      isUnderWay: (charges?.underWay ?? 0) > 0, period: period)
  }

  /// What happens when an organization's credits are used up: calls go on where it wants them to and its cap allows
  /// it.
  func beyond(of subject: Subject, planSlug: String, in period: Interval) throws -> Entitlement.Beyond {
    guard subject.kind == .organization else { return .refuse }
    let settings = try settings(ofCompany: subject.id)
    guard settings.autoOverage, let price = try plan(slug: planSlug)?.terms.overagePerMillionCents else {
      return .refuse
    }
    return try overage(of: subject.id, pricePerMillion: price, in: period, settings).goesOn ? .overage : .refuse
  }

  /// A refused card ends charging by itself, until somebody switches it on again.
  func switchOffAutoOverage(ofCompany companyID: String, at now: Timestamp) throws {
    try tx.execute(
      """
      UPDATE company_settings SET auto_overage = 0, overage_off_at = ?, updated_at = ?
      WHERE tenant_id = ? AND company_id = ? AND auto_overage = 1
      """, now, now, id, companyID)
  }
}

/// Changes of the settings.
extension TenantTransaction {
  /// Changes settings. What was used while overage was off is not charged afterwards: it was used up by calls under
  /// way, when nobody had agreed to pay for it. What was used before it was switched off is still owed.
  func change(
    settingsOf companyID: String, by change: CompanySettingsChange, at now: Timestamp
  ) throws -> CompanySettings {
    let settings = try settings(ofCompany: companyID)
    let changed = change.applied(to: settings, at: now)
    if changed.autoOverage && !settings.autoOverage { try forgiveOverage(of: companyID, at: now) }
    try save(changed, ofCompany: companyID, at: now)
    if settings.autoOverage != changed.autoOverage {
      try tx.execute(
        "UPDATE company_settings SET overage_off_at = ? WHERE tenant_id = ? AND company_id = ?",
        changed.autoOverage ? nil : now, id, companyID)
    }
    return changed
  }

  private func forgiveOverage(of companyID: String, at now: Timestamp) throws {
    let subject = Subject(.organization, companyID)
    let account = LedgerAccount(.overage, .token, of: subject)
    let underWay = try tx.first(
      """
      SELECT CAST(COALESCE(SUM(units), 0) AS BIGINT) FROM payments
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND kind = 'overage'
        AND status IN ('pending', 'processing', 'requires_action')
      """, id, subject.kind.rawValue, subject.id
    ) { try $0.int(0) }
    let offAt = try tx.first(
      "SELECT overage_off_at FROM company_settings WHERE tenant_id = ? AND company_id = ?", id, companyID
    ) { try $0.optionalTime(0) }
    let usedWhileOff = try tx.first(
      """
      SELECT CAST(COALESCE(-SUM(amount), 0) AS BIGINT) FROM entries
      WHERE tenant_id = ? AND account_id = ? AND amount < 0 AND occurred_at >= ?
      """, id, account.id, (offAt ?? nil) ?? Timestamp(microseconds: 0)
    ) { try $0.int(0) }
    let units = min(usedWhileOff ?? 0, -(try balance(of: account)) - (underWay ?? 0))
    guard units > 0 else { return }
    try post(
      Journal(
        key: "forgive:\(account.id):\(now.microseconds)", kind: .adjustment, subject: subject, occurredAt: now,
        entries: [JournalEntry(account, units), JournalEntry(LedgerAccount(.issued, .token), -units)]))
  }
}
