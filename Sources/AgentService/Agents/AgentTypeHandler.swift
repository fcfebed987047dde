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

extension AgentType {
  var asProto: AgentV1.AgentType {
    .with {
      $0.type = type
      $0.name = name
      $0.description_p = description
      $0.model = model
      $0.provider = provider
      $0.tools = tools
      $0.temperature = temperature
      $0.maxTokens = Int32(maxTokens)
      $0.pricePerMillionInputUsd = inputPrice
      $0.pricePerMillionOutputUsd = outputPrice
    }
  }
}
