import Contracts
import GRPCCore
import Runtime

/// `quartet.agent.v1.MessageService`.
struct MessageHandler: AgentV1.MessageService.SimpleServiceProtocol, DirectlyCallable {
  let history: MessageHistoryStore
  let orders: OrderClient
  let ids: any IDGenerator
  let clock: any WallClock

  func recordMessage(
    request: AgentV1.RecordMessageRequest, context: ServerContext
  ) async throws -> AgentV1.StoredMessage {
    let call = try Call.current
    let message = try LeadMessage(proto: request, id: ids.next(), at: clock.now())
    _ = try await orders.visibleStore(message.storeID)
    let once = try Once("messages.record", request, call, at: message.createdAt)
    return try await history.record(message, once, as: { $0.asProto })
  }

  func listMessages(
    request: AgentV1.ListMessagesRequest, context: ServerContext
  ) async throws -> AgentV1.ListMessagesResponse {
    let tenantID = try Call.current.caller.tenantID
    let query = try MessageQuery(proto: request)
    let storeIDs = try await orders.visible(storeIDs: try await history.storeIDs(query, tenantID: tenantID))
    let messages = try await history.latest(query, storeIDs: storeIDs, tenantID: tenantID)
    return .with {
      $0.items = messages.map(\.asProto)
      $0.total = Int64(messages.count)
    }
  }

  func summarizeConversations(
    request: AgentV1.SummarizeConversationsRequest, context: ServerContext
  ) async throws -> AgentV1.ConversationSummary {
    let caller = try Call.current.caller.requireService()
    let query = try ConversationQuery(proto: request)
    return try await history.summary(query, tenantID: caller.tenantID).asProto
  }
}
