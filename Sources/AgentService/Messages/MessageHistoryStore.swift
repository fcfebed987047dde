import Storage

/// What buyers and agents said to each other (vek1 `messages_history`).
struct MessageHistoryStore: Sendable {
  struct Message: Sendable {
    var id: String
    /// "user" or "assistant".
    var role: String
    var content: String
    /// The order that the message tells of.
    var orderID: String?
    var createdAt: Timestamp
  }

  let database: any Database

  func add(
    _ messages: [Message], storeID: String, agentID: String?, userID: String?, tenantID: String
  ) async throws {
    try await database.write { tx in
      for message in messages {
        try tx.execute(
          """
          INSERT INTO messages_history (tenant_id, id, store_id, agent_id, user_id, role, content, order_id, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """, tenantID, message.id, storeID, agentID, userID, message.role, message.content, message.orderID,
          message.createdAt)
      }
    }
  }

  /// A store's messages, oldest first.
  func list(storeID: String, tenantID: String, limit: Int) async throws -> [Message] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT id, role, content, order_id, created_at FROM messages_history WHERE tenant_id = ? AND store_id = ?
        ORDER BY id LIMIT ?
        """, tenantID, storeID, limit
      ) { row in
        Message(
          id: try row.text(0), role: try row.text(1), content: try row.text(2), orderID: try row.optionalText(3),
          createdAt: try row.time(4))
      }
    }
  }
}
