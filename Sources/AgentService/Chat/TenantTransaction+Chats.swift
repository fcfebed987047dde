import Storage

extension TenantTransaction {
  /// Whether the chat is there and the user's own.
  func hasChat(_ chatID: String, userID: String) throws -> Bool {
    try tx.exists("SELECT 1 FROM chats WHERE tenant_id = ? AND id = ? AND user_id = ?", id, chatID, userID)
  }

  func add(_ chat: NewChat, at now: Timestamp) throws {
    try tx.execute(
      """
      INSERT INTO chats (tenant_id, id, user_id, title, model, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
      """, id, chat.id, chat.userID, chat.title, chat.model, now, now)
  }

  /// Notes that something was said in a chat.
  func touchChat(_ chatID: String, at now: Timestamp) throws {
    try tx.execute("UPDATE chats SET updated_at = ? WHERE tenant_id = ? AND id = ?", now, id, chatID)
  }

  func add(_ messages: [ChatMessage], toChat chatID: String, at now: Timestamp) throws {
    try insert(
      into: "chat_messages",
      [
        "tenant_id", "id", "chat_id", "role", "content", "provider", "model", "prompt_tokens", "completion_tokens",
        "created_at",
      ],
      messages.map { message in
        [
          .text(id), .text(message.id), .text(chatID), .text(message.role.rawValue), .text(message.content),
          (message.answeredBy?.provider).orNull, (message.answeredBy?.model).orNull,
          (message.usage?.promptTokens).orNull, (message.usage?.completionTokens).orNull, now.sqlValue,
        ]
      })
  }

  /// A chat's messages, oldest first.
  func chatMessages(_ chatID: String) throws -> [ChatMessage] {
    try tx.all(
      """
      SELECT id, role, content, provider, model, prompt_tokens, completion_tokens FROM chat_messages
      WHERE tenant_id = ? AND chat_id = ? ORDER BY id
      """, id, chatID, as: Self.chatMessage)
  }

  private static func chatMessage(_ row: any Row) throws -> ChatMessage {
    guard let role = ChatTurn.Role(rawValue: try row.text(1)) else {
      throw StorageError.unexpectedType("chat_messages.role")
    }
    let (provider, model) = (try row.optionalText(3), try row.optionalText(4))
    return ChatMessage(
      id: try row.text(0), role: role, content: try row.text(2),
      answeredBy: provider.flatMap { provider in model.map { ModelName(provider: provider, model: $0) } },
      usage: try row.optionalInt(5).map {
        ModelUsage(promptTokens: $0, completionTokens: try row.optionalInt(6) ?? 0)
      })
  }
}
