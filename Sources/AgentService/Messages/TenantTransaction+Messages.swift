import Runtime
import Storage
import SwiftProtobuf

extension MessageHistoryStore {
  /// Whose messages a list shows.
  enum Filter: Sendable, Equatable {
    case lead(String)
    case agent(String)
    case both(lead: String, agent: String)
  }

  /// Adds a message once per idempotency key, and answers with it.
  /// - Throws: `IdempotencyConflict` when the key came with another request before.
  func record<Reply: SwiftProtobuf.Message>(
    _ message: LeadMessage, _ once: Once, tenantID: String, as reply: @escaping @Sendable (LeadMessage) -> Reply
  ) async throws -> Reply {
    let metadata = try message.metadata?.jsonString()
    return try await database.write(once) { tx in
      try tx.execute(
        """
        INSERT INTO messages_history (tenant_id, id, store_id, agent_id, lead_id, role, content, metadata, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, tenantID, message.id, message.storeID, message.agentID, message.leadID, message.role.rawValue,
        message.content, metadata, message.createdAt)
      return reply(message)
    }
  }

  /// The stores that matching messages belong to.
  func stores(_ filter: Filter, tenantID: String) async throws -> [String] {
    let (condition, values) = Self.condition(filter)
    return try await database.read { tx in
      try tx.all(
        "SELECT DISTINCT store_id FROM messages_history WHERE tenant_id = ? AND lead_id IS NOT NULL AND \(condition)",
        values: [.text(tenantID)] + values
      ) { try $0.text(0) }
    }
  }

  /// The latest messages of a store's leads, newest first.
  func latest(_ filter: Filter, storeIDs: [String], limit: Int, tenantID: String) async throws -> [LeadMessage] {
    guard !storeIDs.isEmpty else { return [] }
    let (condition, values) = Self.condition(filter)
    return try await database.read { tx in
      try tx.all(
        """
        SELECT id, store_id, lead_id, agent_id, role, content, metadata, created_at FROM messages_history
        WHERE tenant_id = ? AND lead_id IS NOT NULL AND \(condition) AND store_id IN (\(storeIDs.placeholders))
        ORDER BY created_at DESC, id DESC LIMIT ?
        """, values: [.text(tenantID)] + values + storeIDs.map(SQLValue.text) + [.int(Int64(limit))], as: Self.message)
    }
  }

  /// A store's conversations, counted in one statement so that the figures are of one moment.
  func figures(storeID: String, since: Timestamp, tenantID: String) async throws -> ConversationFigures {
    try await database.read { tx in
      let counts = try tx.first(
        """
        SELECT COUNT(*), COALESCE(SUM(CASE WHEN last_at >= ? THEN 1 ELSE 0 END), 0), COALESCE(SUM(since), 0)
        FROM (
          SELECT MAX(created_at) AS last_at, SUM(CASE WHEN created_at >= ? THEN 1 ELSE 0 END) AS since
          FROM messages_history WHERE tenant_id = ? AND store_id = ? AND lead_id IS NOT NULL
          GROUP BY lead_id, agent_id
        ) conversations
        """, since, since, tenantID, storeID
      ) { (total: try $0.int(0), active: try $0.int(1), messages: try $0.int(2)) }
      let recent = try tx.all(
        """
        SELECT lead_id, agent_id, n, content, created_at FROM (
          SELECT lead_id, agent_id, content, created_at, id,
            COUNT(*) OVER (PARTITION BY lead_id, agent_id) AS n,
            ROW_NUMBER() OVER (PARTITION BY lead_id, agent_id ORDER BY created_at DESC, id DESC) AS place
          FROM messages_history WHERE tenant_id = ? AND store_id = ? AND lead_id IS NOT NULL
        ) ranked WHERE place = 1 ORDER BY created_at DESC, id DESC LIMIT 10
        """, tenantID, storeID
      ) { row in
        ConversationGlance(
          leadID: try row.text(0), agentID: try row.optionalText(1), messages: try row.int(2),
          lastMessage: String(try row.text(3).prefix(ConversationGlance.previewLength)),
          lastMessageAt: try row.time(4))
      }
      return ConversationFigures(
        total: counts?.total ?? 0, activeSince: counts?.active ?? 0, messagesSince: counts?.messages ?? 0,
        recent: recent)
    }
  }

  private static func condition(_ filter: Filter) -> (sql: String, values: [SQLValue]) {
    switch filter {
    case .lead(let lead): ("lead_id = ?", [.text(lead)])
    case .agent(let agent): ("agent_id = ?", [.text(agent)])
    case .both(let lead, let agent): ("lead_id = ? AND agent_id = ?", [.text(lead), .text(agent)])
    }
  }

  private static func message(_ row: any Row) throws -> LeadMessage {
    guard let role = LeadMessage.Role(rawValue: try row.text(4)) else {
      throw StorageError.unexpectedType("messages_history.role")
    }
    return LeadMessage(
      id: try row.text(0), storeID: try row.text(1), leadID: try row.text(2), agentID: try row.optionalText(3),
      role: role, content: try row.text(5),
      metadata: try row.optionalText(6).map { try Google_Protobuf_Struct(jsonString: $0) }, createdAt: try row.time(7))
  }
}
