import Contracts
import GRPCCore
import Runtime

/// `quartet.agent.v1.EmbedService`.
struct EmbedHandler: AgentV1.EmbedService.SimpleServiceProtocol, DirectlyCallable {
  let embedder: any Embedder

  func embed(request: AgentV1.EmbedRequest, context: ServerContext) async throws -> AgentV1.EmbedResponse {
    let texts = try Self.texts(request)
    let vectors = try await embedder.embed(texts)
    return .with {
      $0.model = embedder.model
      $0.dimension = Int32(embeddingDimension)
      $0.embeddings = vectors.map { values in .with { $0.values = values } }
    }
  }

  private static func texts(_ request: AgentV1.EmbedRequest) throws -> [String] {
    var check = Violations()
    switch (request.hasText, request.texts.isEmpty) {
    case (true, true): check.text(request.text, "text", 1...8192)
    case (false, false):
      check.require(request.texts.count <= 256, "texts", "should have at most 256 items", type: "too_long")
      for (place, text) in request.texts.prefix(256).enumerated() { check.text(text, "texts[\(place)]", 1...8192) }
    case (true, false): check.add("texts", "must not be given together with text")
    case (false, true): check.add("text", "Field required: text or texts", type: "missing")
    }
    try check.throwIfAny()
    return request.hasText ? [request.text] : request.texts
  }
}
