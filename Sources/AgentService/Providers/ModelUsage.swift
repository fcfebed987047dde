/// Tokens, as the provider counts them.
struct ModelUsage: Sendable, Equatable {
  var promptTokens: Int64 = 0
  var completionTokens: Int64 = 0

  var totalTokens: Int64 { promptTokens + completionTokens }

  static func + (a: ModelUsage, b: ModelUsage) -> ModelUsage {
    ModelUsage(
      promptTokens: a.promptTokens + b.promptTokens, completionTokens: a.completionTokens + b.completionTokens)
  }
}
