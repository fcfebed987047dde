import Storage

/// Messages of the open chat.
extension TenantTransaction {
  func add(_ messages: [HistoryMessage], storeID: String, agentID: String?, userID: String?) throws {
    try insert(
      into: "messages_history",
      ["tenant_id", "id", "store_id", "agent_id", "user_id", "role", "content", "order_id", "created_at"],
      messages.map { message in
        [
          .text(id), .text(message.id), .text(storeID), agentID.orNull, userID.orNull, .text(message.role.rawValue),
          .text(message.content), message.orderID.orNull, message.createdAt.sqlValue,
        ]
      })
  }

  /// A store's messages, oldest first.
  func historyMessages(storeID: String, limit: Int) throws -> [HistoryMessage] {
    try tx.all(
      """
      SELECT id, role, content, order_id, created_at FROM messages_history
      WHERE tenant_id = ? AND store_id = ? AND lead_id IS NULL ORDER BY id LIMIT ?
      """, id, storeID, limit
    ) { row in
      guard let role = HistoryMessage.Role(rawValue: try row.text(1)) else {
        throw StorageError.unexpectedType("messages_history.role")
      }
      return HistoryMessage(
        id: try row.text(0), role: role, content: try row.text(2), orderID: try row.optionalText(3),
        createdAt: try row.time(4))
    }
  }
}
