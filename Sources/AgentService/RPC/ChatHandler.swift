import Contracts
import GRPCCore
import Runtime

/// `quartet.agent.v1.ChatService`.
struct ChatHandler: AgentV1.ChatService.SimpleServiceProtocol, DirectlyCallable {
  let chat: AgentChat
  let agents: AgentStore
  let types: AgentTypes
  let stores: StoreLookup
  let ids: any IDGenerator

  func chat(request: AgentV1.ChatRequest, context: ServerContext) async throws -> AgentV1.ChatResponse {
    let call = try Call.current
    let question = try ChatQuestion(proto: request, types: types)
    let conversation = try await conversation(question, call)
    let outcome = try await chat.answer(conversation)
    return outcome.asProto(conversation)
  }

  /// Finds the agent and the store of a question: the agent names the store, the store its active agent.
  private func conversation(_ question: ChatQuestion, _ call: Call) async throws -> Conversation {
    let tenantID = call.caller.tenantID
    var agent: Agent?
    if let id = question.agentID {
      guard let found = try await agents.find(id, tenantID: tenantID),
        question.storeID == nil || question.storeID == found.storeID
      else { throw AgentError.agentNotFound }
      // A dry run tries an agent out before it goes live.
      guard found.isActive || question.dryRun else { throw AgentError.agentInactive }
      agent = found
    }
    var store: OrderV1.Store?
    if let id = agent?.storeID ?? question.storeID { store = try await stores.open(id, tenantID: tenantID) }
    if agent == nil, let store { agent = try await agents.active(storeID: store.id, tenantID: tenantID) }
    return Conversation(
      tenantID: tenantID, message: question.message, history: question.history,
      type: question.type ?? agent.flatMap { types[$0.type] } ?? types.standard, agent: agent, store: store,
      userID: question.userID, leadID: question.leadID, dryRun: question.dryRun,
      requestKey: call.idempotencyKey ?? (call.requestID.isEmpty ? ids.next() : call.requestID))
  }
}
