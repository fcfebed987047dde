import Runtime

/// Ollama's `/api/embed` with bge-m3 (github.com/ollama/ollama, docs/api.md).
struct OllamaEmbedder: Embedder {
  let model = "bge-m3"
  /// Without `/v1` and trailing slash.
  let baseURL: String
  let http: ProviderHTTP

  init(baseURL: String, http: ProviderHTTP) {
    var base = baseURL
    while base.hasSuffix("/") { base.removeLast() }
    self.baseURL = base.hasSuffix("/v1") ? String(base.dropLast(3)) : base
    self.http = http
  }

  private struct Answer: Decodable { var embeddings: [[Float]] }

  func embed(_ texts: [String]) async throws -> [[Float]] {
    guard !texts.isEmpty else { return [] }
    let body: JSONValue = ["model": .string(model), "input": .array(texts.map(JSONValue.string))]
    let answer = try await http.json("\(baseURL)/api/embed", headers: [], body: body, as: Answer.self)
    guard answer.embeddings.count == texts.count,
      answer.embeddings.allSatisfy({ $0.count == embeddingDimension })
    else {
      throw AgentError.providerUnavailable(
        "ollama", detail: "it did not return \(texts.count) vectors of \(embeddingDimension) numbers")
    }
    return answer.embeddings.map(normalized)
  }
}
