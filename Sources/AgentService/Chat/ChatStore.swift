import Storage

/// The streaming chats of users and their messages (chat-saas).
struct ChatStore: Sendable {
  struct Message: Sendable, Equatable {
    var id: String
    var role: String
    var content: String
    /// Who answered; nil for what the user sent.
    var answeredBy: ModelName?
    var usage: ModelUsage?
  }

  let database: any Database

  /// Whether the chat is there and the user's own.
  func exists(_ id: String, userID: String, tenantID: String) async throws -> Bool {
    try await database.read { tx in
      try tx.exists("SELECT 1 FROM chats WHERE tenant_id = ? AND id = ? AND user_id = ?", tenantID, id, userID)
    }
  }

  /// Opens a chat with its first messages.
  func create(
    _ id: String, title: String, model: String, messages: [Message], userID: String, tenantID: String, at: Timestamp
  ) async throws {
    try await database.write { tx in
      try tx.execute(
        """
        INSERT INTO chats (tenant_id, id, user_id, title, model, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
        """, tenantID, id, userID, title, model, at, at)
      try Self.add(messages, to: id, tenantID, at, tx)
    }
  }

  /// Adds messages to a chat.
  func append(_ messages: [Message], to id: String, tenantID: String, at: Timestamp) async throws {
    try await database.write { tx in
      try Self.add(messages, to: id, tenantID, at, tx)
      try tx.execute("UPDATE chats SET updated_at = ? WHERE tenant_id = ? AND id = ?", at, tenantID, id)
    }
  }

  /// A chat's messages, oldest first.
  func messages(_ id: String, tenantID: String) async throws -> [Message] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT id, role, content, provider, model, prompt_tokens, completion_tokens FROM chat_messages
        WHERE tenant_id = ? AND chat_id = ? ORDER BY id
        """, tenantID, id
      ) { row in
        let provider = try row.optionalText(3)
        let model = try row.optionalText(4)
        let prompt = try row.optionalInt(5)
        return Message(
          id: try row.text(0), role: try row.text(1), content: try row.text(2),
          answeredBy: provider.flatMap { provider in model.map { ModelName(provider: provider, model: $0) } },
          usage: try prompt.map { ModelUsage(promptTokens: $0, completionTokens: try row.optionalInt(6) ?? 0) })
      }
    }
  }

  private static func add(
    _ messages: [Message], to id: String, _ tenantID: String, _ at: Timestamp, _ tx: any Transaction
  ) throws {
    for message in messages {
      try tx.execute(
        """
        INSERT INTO chat_messages (tenant_id, id, chat_id, role, content, provider, model, prompt_tokens,
          completion_tokens, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, tenantID, message.id, id, message.role, message.content, message.answeredBy?.provider,
        message.answeredBy?.model, message.usage?.promptTokens, message.usage?.completionTokens, at)
    }
  }
}
