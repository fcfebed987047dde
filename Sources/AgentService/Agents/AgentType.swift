/// A kind of agent, as agents_config.yaml describes it.
struct AgentType: Sendable, Equatable {
  /// Its key in the file.
  var type: String
  var name: String
  var description: String
  var provider: String
  var model: String
  var temperature: Double
  /// The longest answer, in tokens.
  var maxTokens: Int
  var tools: [String]
  var systemPrompt: String
  /// In micro-USD for a million tokens.
  var inputPrice: Int64
  /// In micro-USD for a million tokens.
  var outputPrice: Int64

  /// What tokens cost by this type's prices, in micro-USD, rounded up.
  func cost(_ usage: ModelUsage) -> Int64 {
    let picoUSD = usage.promptTokens * inputPrice + usage.completionTokens * outputPrice
    return (picoUSD + 999_999) / 1_000_000
  }
}
