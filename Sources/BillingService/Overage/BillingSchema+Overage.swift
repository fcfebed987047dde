import Storage

extension BillingSchema {
  /// What organizations say about usage beyond what they have; no row: the defaults. `period_alerts`: which alert a
  /// period has had. `overage_off_at`: since when nobody agrees to pay for more; NULL while somebody does, and where
  /// nobody ever has.
  static let overage = Migration(
    "0033_overage",
    [
      """
      CREATE TABLE company_settings (
        tenant_id TEXT NOT NULL,
        company_id TEXT NOT NULL,
        cap BIGINT CHECK (cap >= 0),
        auto_overage BIGINT NOT NULL,
        alert_percent BIGINT NOT NULL CHECK (alert_percent BETWEEN 1 AND 100),
        overage_off_at BIGINT,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, company_id)
      )
      """,
      "CREATE INDEX company_settings_overage ON company_settings (tenant_id, company_id) WHERE auto_overage = 1",
    ])
}
