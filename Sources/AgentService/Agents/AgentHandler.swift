import Contracts
import GRPCCore
import Runtime

/// `quartet.agent.v1.AgentService`.
struct AgentHandler: AgentV1.AgentService.SimpleServiceProtocol, DirectlyCallable {
  let agents: AgentStore
  let types: AgentTypes
  let orders: OrderClient
  let ids: any IDGenerator
  let clock: any WallClock

  func createAgent(request: AgentV1.CreateAgentRequest, context: ServerContext) async throws -> AgentV1.Agent {
    let caller = try Call.current.caller
    let new = try NewAgent(proto: request, types: types)
    let store = try await orders.visibleStore(new.storeID)
    let agent = new.agent(companyID: store.companyID, ids: ids, at: clock.now())
    return try await agents.create(agent, tenantID: caller.tenantID).asProto
  }

  func listAgents(
    request: AgentV1.ListAgentsRequest, context: ServerContext
  ) async throws -> AgentV1.ListAgentsResponse {
    let caller = try Call.current.caller
    let query = try AgentQuery(proto: request)
    let store = try await orders.visibleStore(query.storeID)
    let list = try await agents.list(storeID: store.id, tenantID: caller.tenantID)
    return .with {
      $0.items = list.map(\.asProto)
      $0.total = Int64(list.count)
    }
  }
}
