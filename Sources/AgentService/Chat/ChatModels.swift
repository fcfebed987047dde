/// The models of the streaming chat and who may use them (chat-saas, `modelId`).
enum ChatModels {
  static let standard = "gpt-4o-mini"
  static let all: [String: ModelName] = [
    "gpt-4o-mini": ModelName(provider: "openai", model: "gpt-4o-mini"),
    "gpt-4o": ModelName(provider: "openai", model: "gpt-4o"),
    "gpt-4-turbo": ModelName(provider: "openai", model: "gpt-4-turbo"),
    "claude-3-5-sonnet-20241022": ModelName(provider: "anthropic", model: "claude-3-5-sonnet-20241022"),
    "claude-3-opus-20240229": ModelName(provider: "anthropic", model: "claude-3-opus-20240229"),
  ]
  /// The longest answer, in tokens.
  static let maxTokens = 1024

  /// Whether a plan includes a model: the free plan has the standard one only.
  static func allows(_ model: String, plan: String) -> Bool {
    model == standard || !(plan.isEmpty || plan == "free")
  }
}
