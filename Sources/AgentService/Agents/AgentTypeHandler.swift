import Contracts
import GRPCCore
import Runtime

/// `quartet.agent.v1.AgentTypeService`.
struct AgentTypeHandler: AgentV1.AgentTypeService.SimpleServiceProtocol, DirectlyCallable {
  let types: AgentTypes

  func listAgentTypes(
    request: AgentV1.ListAgentTypesRequest, context: ServerContext
  ) async throws -> AgentV1.ListAgentTypesResponse {
    .with {
      $0.agents = types.all.map(\.asProto)
      $0.total = Int64(types.all.count)
    }
  }
}
