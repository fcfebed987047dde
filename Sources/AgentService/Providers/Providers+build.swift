import Outbound
import Runtime

extension ModelProviders {
  /// Every provider that the settings give a key (Ollama: an address).
  init(settings: Settings) {
    let outbound = OutboundHTTP(proxies: OutboundProxies(settings.proxies))
    var providers: [any ModelProvider] = []
    for (name, setting) in settings.providers {
      guard let key = setting.apiKey, !key.isEmpty else { continue }
      let endpoint = ProviderEndpoint(baseURL: setting.baseURL, apiKey: key)
      let http = ProviderHTTP(name: name, http: outbound)
      providers.append(
        name == "anthropic"
          ? AnthropicProvider(endpoint: endpoint, http: http)
          : OpenAIProvider(name: name, endpoint: endpoint, http: http))
    }
    if let ollama = settings.ollamaBaseURL {
      let endpoint = ProviderEndpoint(baseURL: ollama, apiKey: nil)
      providers.append(
        OpenAIProvider(name: "ollama", endpoint: endpoint, http: ProviderHTTP(name: "ollama", http: outbound)))
    }
    self.init(providers)
  }
}
