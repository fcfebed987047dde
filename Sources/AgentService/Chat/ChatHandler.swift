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
      tenantID: tenantID, message: question.message, history: question.history, type: question.type,
      ownType: agent.map { types[$0.type] ?? types.standard } ?? question.type, agent: agent, store: store,
      userID: question.userID, leadID: question.leadID, dryRun: question.dryRun,
      speaker: try await speaker(question, store, call.caller),
      clientIP: call.caller.isTrusted ? nil : call.caller.clientIP,
      requestKey: requestKey(question, call))
  }

  /// The shop speaks where a trusted caller passes nobody's words on: for a member of the store's company, or
  /// for no user at all. Whoever else it is may be anybody.
  private func speaker(_ question: ChatQuestion, _ store: OrderV1.Store?, _ caller: Caller) async throws -> Speaker {
    guard caller.isTrusted, question.leadID == nil, question.userID == nil || question.userID == caller.userID,
      let store
    else { return .buyer }
    if caller.userID != nil, try await !stores.isVisible(store.id) { return .buyer }
    return .staff(userID: caller.userID)
  }

  /// Names a request and its repetitions. A key is one speaker's: two strangers with the same key get two
  /// orders, and neither sees the other's.
  private func requestKey(_ question: ChatQuestion, _ call: Call) -> String {
    guard let key = call.idempotencyKey else { return ids.next() }
    let speaker = question.leadID.map { "lead:\($0)" } ?? question.userID.map { "user:\($0)" }
    // Whoever is not trusted may name any lead: the network is what a stranger can't choose.
    let network = call.caller.isTrusted ? nil : call.caller.clientIP.map { "network:\(ClientNetwork($0).text)" }
    return [call.caller.userID ?? "", speaker ?? "", network ?? "", key].joined(separator: "\n")
  }
}

extension Caller {
  /// Whether the internal or the service token came, whose holders may speak for others.
  fileprivate var isTrusted: Bool { credential == .internalToken || credential == .service }
}
