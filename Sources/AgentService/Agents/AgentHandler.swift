import Contracts
import GRPCCore
import Runtime
import Storage
import SwiftProtobuf

/// `quartet.agent.v1.AgentService`.
struct AgentHandler: AgentV1.AgentService.SimpleServiceProtocol, DirectlyCallable {
  let agents: AgentStore
  let types: AgentTypes
  let stores: StoreLookup
  let ids: any IDGenerator
  let clock: any WallClock

  func createAgent(request: AgentV1.CreateAgentRequest, context: ServerContext) async throws -> AgentV1.Agent {
    let caller = try Call.current.caller
    let new = try NewAgent(proto: request, types: types)
    let store = try await stores.visible(new.storeID)
    let agent = new.agent(companyID: store.companyID, ids: ids, at: clock.now())
    return try await agents.create(agent, tenantID: caller.tenantID).asProto
  }

  func listAgents(
    request: AgentV1.ListAgentsRequest, context: ServerContext
  ) async throws -> AgentV1.ListAgentsResponse {
    let caller = try Call.current.caller
    let store = try await stores.visible(request.storeID)
    let list = try await agents.list(storeID: store.id, tenantID: caller.tenantID)
    return .with {
      $0.items = list.map(\.asProto)
      $0.total = Int64(list.count)
    }
  }
}
