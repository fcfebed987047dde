import Contracts
import GRPCCore
import Runtime

/// `quartet.agent.v1.EmbedService`.
struct EmbedHandler: AgentV1.EmbedService.SimpleServiceProtocol, DirectlyCallable {
  static let maximumTexts = 64
  /// Of all texts of a call; the catalogue's own calls may have more.
  static let maximumBytes = 262_144

  let embedder: any Embedder

  func embed(request: AgentV1.EmbedRequest, context: ServerContext) async throws -> AgentV1.EmbedResponse {
    let texts = try Self.texts(request, isBounded: try Call.current.caller.credential != .service)
    let vectors = try await embedder.embed(texts)
    return .with {
      $0.model = embedder.model
      $0.dimension = Int32(embeddingDimension)
      $0.embeddings = vectors.map { values in .with { $0.values = values } }
    }
  }

  private static func texts(_ request: AgentV1.EmbedRequest, isBounded: Bool) throws -> [String] {
    var check = Violations()
    switch (request.hasText, request.texts.isEmpty) {
    case (true, true): check.text(request.text, "text", 1...8192, isStored: false)
    case (false, false):
      check.require(
        request.texts.count <= maximumTexts, "texts", "should have at most \(maximumTexts) items", type: "too_long")
      let bytes = request.texts.prefix(maximumTexts).reduce(0) { $0 + $1.utf8.count }
      check.require(
        bytes <= maximumBytes || !isBounded, "texts", "should have at most \(maximumBytes) bytes in all",
        type: "too_long")
      for (place, text) in request.texts.prefix(maximumTexts).enumerated() {
        check.text(text, "texts[\(place)]", 1...8192, isStored: false)
      }
    case (true, false): check.add("texts", "must not be given together with text")
    case (false, true): check.add("text", "Field required: text or texts", type: "missing")
    }
    try check.throwIfAny()
    return request.hasText ? [request.text] : request.texts
  }
}
