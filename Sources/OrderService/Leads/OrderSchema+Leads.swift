import Storage

extension OrderSchema {
  /// `profile_embedding` is 32-bit floats, little-endian.
  static let leads = Migration(
    "order_0010_leads",
    [
      """
      CREATE TABLE leads (
        tenant_id TEXT NOT NULL, id TEXT NOT NULL, store_id TEXT NOT NULL, channel TEXT NOT NULL,
        external_id TEXT NOT NULL,
        status TEXT NOT NULL CONSTRAINT leads_status
          CHECK (status IN ('new', 'engaged', 'qualified', 'converted', 'lost')),
        name TEXT, phone TEXT, email TEXT, address TEXT, custom_attributes TEXT NOT NULL, interests TEXT NOT NULL,
        profile_summary TEXT, profile_embedding BYTEA, version BIGINT NOT NULL, last_activity_at BIGINT NOT NULL,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id), CONSTRAINT leads_identity UNIQUE (tenant_id, store_id, channel, external_id),
        FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id))
      """,
      "CREATE INDEX leads_by_activity ON leads (tenant_id, store_id, last_activity_at, id)",
      """
      CREATE TABLE lead_events (
        tenant_id TEXT NOT NULL, id TEXT NOT NULL, lead_id TEXT NOT NULL, type TEXT NOT NULL, payload TEXT,
        actor_user_id TEXT, created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, lead_id) REFERENCES leads (tenant_id, id))
      """,
      "CREATE INDEX lead_events_by_lead ON lead_events (tenant_id, lead_id, created_at, id)",
    ])
}
