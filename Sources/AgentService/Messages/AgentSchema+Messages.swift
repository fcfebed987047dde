import Storage

extension AgentMigrations {
  /// Messages belong to a lead's conversation, with whatever else a channel tells about them.
  static let leadMessages = Migration(
    "0004_lead_messages",
    [
      "ALTER TABLE messages_history ADD COLUMN lead_id TEXT",
      "ALTER TABLE messages_history ADD COLUMN metadata TEXT",
      "CREATE INDEX messages_history_by_lead ON messages_history (tenant_id, lead_id, created_at)",
    ])
}
