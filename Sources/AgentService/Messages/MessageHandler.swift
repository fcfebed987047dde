import Contracts
import GRPCCore
import Runtime
import Storage

/// `quartet.agent.v1.MessageService`.
struct MessageHandler: AgentV1.MessageService.SimpleServiceProtocol, DirectlyCallable {
  let history: MessageHistoryStore
  let stores: StoreLookup
  let ids: any IDGenerator
  let clock: any WallClock

  func recordMessage(
    request: AgentV1.RecordMessageRequest, context: ServerContext
  ) async throws -> AgentV1.StoredMessage {
    let call = try Call.current
    let message = try LeadMessage(proto: request, id: ids.next(), at: clock.now())
    _ = try await stores.visible(message.storeID)
    let once = try Once("messages.record", request, call, at: message.createdAt)
    return try await history.record(message, once, tenantID: call.caller.tenantID, as: { $0.asProto })
  }

  func listMessages(
    request: AgentV1.ListMessagesRequest, context: ServerContext
  ) async throws -> AgentV1.ListMessagesResponse {
    let tenantID = try Call.current.caller.tenantID
    let (filter, limit) = try request.checked()
    var visible: [String] = []
    for store in try await history.stores(filter, tenantID: tenantID) where try await stores.isVisible(store) {
      visible.append(store)
    }
    let messages = try await history.latest(filter, storeIDs: visible, limit: limit, tenantID: tenantID)
    return .with {
      $0.items = messages.map(\.asProto)
      $0.total = Int64(messages.count)
    }
  }

  func summarizeConversations(
    request: AgentV1.SummarizeConversationsRequest, context: ServerContext
  ) async throws -> AgentV1.ConversationSummary {
    let caller = try Call.current.caller.requireService()
    var check = Violations()
    let since = check.moment(request.since, at: "since")
    try check.throwIfAny()
    return try await history.figures(
      storeID: request.storeID, since: since ?? .earliest, tenantID: caller.tenantID
    ).asProto
  }
}
