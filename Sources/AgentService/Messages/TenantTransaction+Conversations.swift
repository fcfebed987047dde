import Storage

/// What a store's leads and agents wrote to each other.
extension TenantTransaction {
  /// A store's conversations, within one transaction so that the figures are of one moment.
  func conversationSummary(_ query: ConversationQuery) throws -> ConversationSummary {
    let counts = try tx.first(
      """
      SELECT COUNT(*), COALESCE(SUM(CASE WHEN last_at >= ? THEN 1 ELSE 0 END), 0), COALESCE(SUM(since), 0)
      FROM (
        SELECT MAX(created_at) AS last_at, SUM(CASE WHEN created_at >= ? THEN 1 ELSE 0 END) AS since
        FROM messages_history WHERE tenant_id = ? AND store_id = ? AND lead_id IS NOT NULL
        GROUP BY lead_id, agent_id
      ) conversations
      """, query.since, query.since, id, query.storeID
    ) { (total: try $0.int(0), active: try $0.int(1), messages: try $0.int(2)) }
    return ConversationSummary(
      total: counts?.total ?? 0, activeSince: counts?.active ?? 0, messagesSince: counts?.messages ?? 0,
      recent: try recentConversations(storeID: query.storeID))
  }

  /// A store's ten latest conversations, the latest first.
  private func recentConversations(storeID: String) throws -> [ConversationSummary.Conversation] {
    try tx.all(
      """
      SELECT lead_id, agent_id, n, content, created_at FROM (
        SELECT lead_id, agent_id, content, created_at, id,
          COUNT(*) OVER (PARTITION BY lead_id, agent_id) AS n,
          ROW_NUMBER() OVER (PARTITION BY lead_id, agent_id ORDER BY created_at DESC, id DESC) AS place
        FROM messages_history WHERE tenant_id = ? AND store_id = ? AND lead_id IS NOT NULL
      ) ranked WHERE place = 1 ORDER BY created_at DESC, id DESC LIMIT 10
      """, id, storeID
    ) { row in
      ConversationSummary.Conversation(
        leadID: try row.text(0), agentID: try row.optionalText(1), messages: try row.int(2),
        lastMessage: String(try row.text(3).prefix(ConversationSummary.Conversation.maximumPreview)),
        lastMessageAt: try row.time(4))
    }
  }
}
