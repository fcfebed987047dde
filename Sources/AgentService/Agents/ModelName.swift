/// A model and who serves it, as in "anthropic/claude-3-5-sonnet-20241022".
struct ModelName: Sendable, Equatable {
  /// The built-in model: always there, rule-based.
  static let offline = ModelName(provider: "offline", model: "quartet-offline")
  /// Every provider that a name may carry.
  static let providers = ["openai", "anthropic", "deepseek", "mistral", "ollama", "offline"]

  let provider: String
  let model: String

  init(provider: String, model: String) {
    self.provider = provider
    self.model = model
  }

  /// Reads "provider/model", or a model's name, whose provider is known by its beginning or else is `fallback`.
  /// - Returns: nil for an empty name or an unknown provider.
  init?(_ text: String, fallback: String) {
    if let slash = text.firstIndex(of: "/"), Self.providers.contains(String(text[..<slash])) {
      self.init(provider: String(text[..<slash]), model: String(text[text.index(after: slash)...]))
    } else if text.contains("/"), fallback != "ollama" {
      // Only Ollama's models have a namespace ("library/name").
      return nil
    } else {
      self.init(provider: Self.provider(of: text) ?? fallback, model: text)
    }
    guard !model.isEmpty else { return nil }
  }

  private static func provider(of model: String) -> String? {
    let beginnings = [
      ("gpt-", "openai"), ("o1", "openai"), ("o3", "openai"), ("o4", "openai"), ("claude-", "anthropic"),
      ("deepseek-", "deepseek"), ("mistral-", "mistral"), ("ministral-", "mistral"), ("codestral-", "mistral"),
      ("quartet-offline", "offline"),
    ]
    return beginnings.first { model.hasPrefix($0.0) }?.1
  }
}
