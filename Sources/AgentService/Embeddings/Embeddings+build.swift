import Outbound
import Runtime

extension AreaModule {
  /// Texts as vectors.
  static func embeddings(_ parts: AgentParts) -> AreaModule {
    AreaModule(services: [EmbedHandler(embedder: parts.embedder)])
  }
}

extension Settings {
  /// Ollama's embedder where there is one, else one that needs no model.
  func embedder() -> any Embedder {
    guard let baseURL = ollamaBaseURL else { return HashedEmbedder() }
    let http = OutboundHTTP(proxies: OutboundProxies(proxies))
    return OllamaEmbedder(baseURL: baseURL, http: ProviderHTTP(name: "ollama", http: http))
  }
}
