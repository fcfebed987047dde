import Runtime
import Storage
import SwiftProtobuf

/// What buyers and agents said to each other (vek1 `messages_history`).
struct MessageHistoryStore: Sendable {
  let database: any Database

  /// Adds what was said in a store's open chat.
  func add(
    _ messages: [HistoryMessage], storeID: String, agentID: String?, userID: String?, tenantID: String
  ) async throws {
    try await database.write(tenant: tenantID) { scope in
      try scope.add(messages, storeID: storeID, agentID: agentID, userID: userID)
    }
  }

  /// A store's messages, oldest first.
  func list(storeID: String, limit: Int, tenantID: String) async throws -> [HistoryMessage] {
    try await database.read(tenant: tenantID) { try $0.historyMessages(storeID: storeID, limit: limit) }
  }

  /// Adds a message with a lead once per idempotency key, and answers with it.
  /// - Throws: `IdempotencyConflict` when the key came with another request before.
  func record<Reply: SwiftProtobuf.Message>(
    _ message: LeadMessage, _ once: Once, as reply: @escaping @Sendable (LeadMessage) -> Reply
  ) async throws -> Reply {
    try await database.writeOnce(once) { scope in
      try scope.add(message)
      return reply(message)
    }
  }

  /// The stores that matching messages belong to.
  func storeIDs(_ query: MessageQuery, tenantID: String) async throws -> [String] {
    try await database.read(tenant: tenantID) { try $0.messageStoreIDs(query) }
  }

  /// The latest messages of the stores' leads, newest first.
  func latest(_ query: MessageQuery, storeIDs: [String], tenantID: String) async throws -> [LeadMessage] {
    guard !storeIDs.isEmpty else { return [] }
    return try await database.read(tenant: tenantID) { try $0.leadMessages(query, storeIDs: storeIDs) }
  }

  /// A store's conversations in figures of one moment.
  func summary(_ query: ConversationQuery, tenantID: String) async throws -> ConversationSummary {
    try await database.read(tenant: tenantID) { try $0.conversationSummary(query) }
  }
}
