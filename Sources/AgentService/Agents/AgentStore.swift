import Storage

/// The agents of stores.
struct AgentStore: Sendable {
  let database: any Database

  /// Adds an agent, active if it is its store's first.
  /// - Returns: the agent as stored.
  func create(_ agent: Agent, tenantID: String) async throws -> Agent {
    try await database.write(tenant: tenantID) { scope in
      var agent = agent
      agent.isActive = try !scope.hasAgent(storeID: agent.storeID)
      try scope.add(agent)
      return agent
    }
  }

  /// A store's agents, oldest first.
  func list(storeID: String, tenantID: String) async throws -> [Agent] {
    try await database.read(tenant: tenantID) { try $0.agents(storeID: storeID) }
  }

  func find(_ agentID: String, tenantID: String) async throws -> Agent? {
    try await database.read(tenant: tenantID) { try $0.agent(agentID) }
  }

  /// The agent that answers for a store.
  func active(storeID: String, tenantID: String) async throws -> Agent? {
    try await database.read(tenant: tenantID) { try $0.activeAgent(storeID: storeID) }
  }
}
