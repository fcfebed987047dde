import Storage

extension AgentSchema {
  /// What buyers and agents said to each other.
  static let messagesHistory = Migration(
    "0002_messages_history",
    [
      """
      CREATE TABLE messages_history (
        tenant_id TEXT NOT NULL, id TEXT NOT NULL, store_id TEXT NOT NULL, agent_id TEXT, user_id TEXT,
        role TEXT NOT NULL, content TEXT NOT NULL, order_id TEXT, created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id))
      """,
      "CREATE INDEX messages_history_by_agent ON messages_history (tenant_id, store_id, agent_id, created_at)",
    ])

  /// Messages belong to a lead's conversation, with whatever else a channel tells about them.
  static let leadMessages = Migration(
    "0004_lead_messages",
    [
      "ALTER TABLE messages_history ADD COLUMN lead_id TEXT",
      "ALTER TABLE messages_history ADD COLUMN metadata TEXT",
      "CREATE INDEX messages_history_by_lead ON messages_history (tenant_id, lead_id, created_at)",
    ])
}
