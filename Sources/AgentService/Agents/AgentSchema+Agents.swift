import Storage

extension AgentSchema {
  /// Agents of stores, one of which answers.
  static let agents = Migration(
    "0001_agents",
    [
      """
      CREATE TABLE agents (
        tenant_id TEXT NOT NULL, id TEXT NOT NULL, store_id TEXT NOT NULL, company_id TEXT NOT NULL,
        name TEXT NOT NULL, type TEXT NOT NULL, persona TEXT, model TEXT, channels TEXT NOT NULL,
        evolution_instance_id TEXT NOT NULL, is_active BIGINT NOT NULL, settings TEXT NOT NULL,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id))
      """,
      "CREATE INDEX agents_by_store ON agents (tenant_id, store_id, created_at)",
      "CREATE UNIQUE INDEX agents_by_instance ON agents (evolution_instance_id)",
      // One answering agent per store, whatever races.
      "CREATE UNIQUE INDEX agents_active ON agents (tenant_id, store_id) WHERE is_active = 1",
    ])
}
