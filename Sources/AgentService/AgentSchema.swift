import Storage

/// The schema of the agent service.
enum AgentMigrations {
  static let all: [Migration] =
    [
      Migration(
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
        ]),
      Migration(
        "0002_messages_history",
        [
          """
          CREATE TABLE messages_history (
            tenant_id TEXT NOT NULL, id TEXT NOT NULL, store_id TEXT NOT NULL, agent_id TEXT, user_id TEXT,
            role TEXT NOT NULL, content TEXT NOT NULL, order_id TEXT, created_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id))
          """,
          "CREATE INDEX messages_history_by_agent ON messages_history (tenant_id, store_id, agent_id, created_at)",
        ]),
      Migration(
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
        ]),
    ] + Outbox.migrations + Idempotency.migrations + [leadMessages]
}
