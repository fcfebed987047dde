import Contracts
import GRPCCore
import Runtime

/// `quartet.agent.v1.EmbedService`.
struct EmbedHandler: AgentV1.EmbedService.SimpleServiceProtocol, DirectlyCallable {
  let embedder: any Embedder

  func embed(request: AgentV1.EmbedRequest, context: ServerContext) async throws -> AgentV1.EmbedResponse {
    let caller = try Call.current.caller
    let input = try EmbedInput(proto: request, isBounded: caller.credential != .service)
    let vectors = try await embedder.embed(input.texts)
    return .with {
      $0.model = embedder.model
      $0.dimension = Int32(embeddingDimension)
      $0.embeddings = vectors.map { values in .with { $0.values = values } }
    }
  }
}
