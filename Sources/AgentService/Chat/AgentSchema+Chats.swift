import Storage

extension AgentSchema {
  /// The streaming chats of users.
  static let chats = Migration(
    "0003_chats",
    [
      """
      CREATE TABLE chats (
        tenant_id TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, title TEXT NOT NULL,
        model TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id))
      """,
      "CREATE INDEX chats_by_user ON chats (tenant_id, user_id, updated_at)",
      """
      CREATE TABLE chat_messages (
        tenant_id TEXT NOT NULL, id TEXT NOT NULL, chat_id TEXT NOT NULL, role TEXT NOT NULL,
        content TEXT NOT NULL, provider TEXT, model TEXT, prompt_tokens BIGINT, completion_tokens BIGINT,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, chat_id) REFERENCES chats (tenant_id, id) ON DELETE CASCADE)
      """,
      "CREATE INDEX chat_messages_by_chat ON chat_messages (tenant_id, chat_id, id)",
    ])
}
