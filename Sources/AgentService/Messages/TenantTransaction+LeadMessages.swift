import Storage

/// Messages with leads.
extension TenantTransaction {
  func add(_ message: LeadMessage) throws {
    try tx.execute(
      """
      INSERT INTO messages_history (tenant_id, id, store_id, agent_id, lead_id, role, content, metadata, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, message.id, message.storeID, message.agentID, message.leadID, message.role.rawValue, message.content,
      message.metadata?.text, message.createdAt)
  }

  /// The stores that matching messages belong to.
  func messageStoreIDs(_ query: MessageQuery) throws -> [String] {
    let (condition, values) = Self.condition(query)
    return try tx.all(
      "SELECT DISTINCT store_id FROM messages_history WHERE tenant_id = ? AND lead_id IS NOT NULL AND \(condition)",
      values: [.text(id)] + values
    ) { try $0.text(0) }
  }

  /// The latest messages of the stores' leads, newest first.
  func leadMessages(_ query: MessageQuery, storeIDs: [String]) throws -> [LeadMessage] {
    let (condition, values) = Self.condition(query)
    return try tx.all(
      """
      SELECT id, store_id, lead_id, agent_id, role, content, metadata, created_at FROM messages_history
      WHERE tenant_id = ? AND lead_id IS NOT NULL AND \(condition) AND store_id IN (\(storeIDs.placeholders))
      ORDER BY created_at DESC, id DESC LIMIT ?
      """, values: [.text(id)] + values + storeIDs.map(SQLValue.text) + [.int(Int64(query.limit))],
      as: Self.leadMessage)
  }

  private static func condition(_ query: MessageQuery) -> (sql: String, values: [SQLValue]) {
    let wanted = [("lead_id", query.leadID), ("agent_id", query.agentID)].compactMap { column, value in
      value.map { (column, $0) }
    }
    return (wanted.map { "\($0.0) = ?" }.joined(separator: " AND "), wanted.map { .text($0.1) })
  }

  private static func leadMessage(_ row: any Row) throws -> LeadMessage {
    guard let role = LeadMessage.Role(rawValue: try row.text(4)) else {
      throw StorageError.unexpectedType("messages_history.role")
    }
    return LeadMessage(
      id: try row.text(0), storeID: try row.text(1), leadID: try row.text(2), agentID: try row.optionalText(3),
      role: role, content: try row.text(5), metadata: try row.optionalText(6).map(JSONText.init),
      createdAt: try row.time(7))
  }
}
