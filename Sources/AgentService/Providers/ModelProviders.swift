/// The providers that this process can ask, and the choice among them.
struct ModelProviders: Sendable {
  /// A model with the provider that really answers for it.
  struct Choice: Sendable {
    let provider: any ModelProvider
    let model: String
  }

  private let configured: [String: any ModelProvider]
  private let offline: any ModelProvider

  init(_ configured: [any ModelProvider], offline: any ModelProvider = OfflineProvider()) {
    self.configured = Dictionary(configured.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    self.offline = offline
  }

  /// The provider of a configured model, or the offline model where that provider has no key.
  func choose(_ model: ModelName) -> Choice {
    if let provider = configured[model.provider] { return Choice(provider: provider, model: model.model) }
    return Choice(provider: offline, model: ModelName.offline.model)
  }

  /// The provider of a model that the caller asked for by name. The offline model stands in only where
  /// no provider at all is configured; otherwise another model than the asked one would be a surprise.
  /// - Throws: ``AgentError/providerNotConfigured(_:)``.
  func choose(explicitly model: ModelName) throws -> Choice {
    guard configured.isEmpty || configured[model.provider] != nil || model.provider == offline.name else {
      throw AgentError.providerNotConfigured(model.provider)
    }
    return choose(model)
  }
}
