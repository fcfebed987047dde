import Runtime

/// Opens conversations: finds the agent and the store of a message, and tells who speaks.
struct Conversations: Sendable {
  let agents: AgentStore
  let types: AgentTypes
  let orders: OrderClient
  let ids: any IDGenerator

  /// The agent names the store, the store its active agent.
  /// - Throws: ``AgentError``; NOT_FOUND `STORE_NOT_FOUND`.
  func open(_ input: ChatInput, _ call: Call) async throws -> Conversation {
    let tenantID = call.caller.tenantID
    var agent = try await agent(input, tenantID)
    var store: Store?
    if let id = agent?.storeID ?? input.storeID { store = try await orders.openStore(id, tenantID: tenantID) }
    if agent == nil, let store { agent = try await agents.active(storeID: store.id, tenantID: tenantID) }
    return Conversation(
      tenantID: tenantID, message: input.message,
      history: input.history.filter(\.saysSomething).map(\.modelMessage), type: input.type,
      ownType: agent.map { types[$0.type] ?? types.standard } ?? input.type, agent: agent, store: store,
      userID: input.userID, payingUserID: call.caller.isTrusted ? input.userID ?? call.caller.userID : nil,
      leadID: input.leadID, dryRun: input.dryRun,
      speaker: try await speaker(input, store, call.caller),
      clientIP: call.caller.isTrusted ? nil : call.caller.clientIP, requestKey: requestKey(input, call))
  }

  /// The agent that was asked for; a dry run tries one out before it goes live.
  private func agent(_ input: ChatInput, _ tenantID: String) async throws -> Agent? {
    guard let id = input.agentID else { return nil }
    guard let agent = try await agents.find(id, tenantID: tenantID),
      input.storeID == nil || input.storeID == agent.storeID
    else { throw AgentError.agentNotFound }
    guard agent.isActive || input.dryRun else { throw AgentError.agentInactive }
    return agent
  }

  /// The shop speaks where a trusted caller passes nobody's words on: for a member of the store's company, or
  /// for no user at all. Whoever else it is may be anybody.
  private func speaker(_ input: ChatInput, _ store: Store?, _ caller: Caller) async throws -> Speaker {
    guard caller.isTrusted, input.leadID == nil, input.userID == nil || input.userID == caller.userID, let store
    else { return .buyer }
    if caller.userID != nil, try await !orders.isVisible(storeID: store.id) { return .buyer }
    return .staff(userID: caller.userID)
  }

  /// Names a request and its repetitions. A key is one speaker's: two strangers with the same key get two
  /// orders, and neither sees the other's.
  private func requestKey(_ input: ChatInput, _ call: Call) -> String {
    guard let key = call.idempotencyKey else { return ids.next() }
    let speaker = input.leadID.map { "lead:\($0)" } ?? input.userID.map { "user:\($0)" }
    // Whoever is not trusted may name any lead: the network is what a stranger can't choose.
    let network = call.caller.isTrusted ? nil : call.caller.clientIP.map { "network:\(ClientNetwork($0).text)" }
    return [call.caller.userID ?? "", speaker ?? "", network ?? "", key].joined(separator: "\n")
  }
}

extension Caller {
  /// Whether the internal or the service token came, whose holders may speak for others.
  fileprivate var isTrusted: Bool { credential == .internalToken || credential == .service }
}
