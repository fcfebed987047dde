import Contracts
import Runtime

/// The agent service's embedder.
struct EmbeddingClient: Sendable {
  let agent: ServiceChannel

  /// What a text means; nil when the embedder has no vector for it.
  /// - Throws: what the agent service throws.
  func vector(for text: String, tenantID: String) async throws -> EmbeddingVector? {
    let service = Caller(tenantID: tenantID, credential: .service)
    let response = try await agent.call(.embed, caller: service) { $0.text = text }
    return response.embeddings.first.flatMap { EmbeddingVector($0.values, model: response.model) }
  }

  /// What some texts mean, in their order, and the model that says so. An embedder that runs on this machine takes
  /// its time.
  /// - Throws: what the agent service throws, INTERNAL `EMBEDDINGS_MISSING` for another number of answers.
  func vectors(
    for texts: [String], tenantID: String
  ) async throws -> (vectors: [EmbeddingVector?], model: String) {
    let response = try await agent.call(
      .embed, caller: Caller(tenantID: tenantID, credential: .service), deadline: .now + .seconds(120)
    ) { $0.texts = texts }
    guard response.embeddings.count == texts.count else {
      throw ServiceError(
        .internalError, "EMBEDDINGS_MISSING",
        "The embedder answered \(texts.count) texts with \(response.embeddings.count) vectors.")
    }
    return (response.embeddings.map { EmbeddingVector($0.values, model: response.model) }, response.model)
  }
}
