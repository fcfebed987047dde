/// What a model's provider charges, in micro-USD per million tokens.
struct ModelPrice: Sendable, Equatable {
  static let free = ModelPrice(input: 0, output: 0)

  var input: Int64
  var output: Int64

  /// The cost in micro-USD, rounded half up once for both kinds of tokens together.
  func cost(promptTokens: Int64, completionTokens: Int64) -> Int64 {
    (promptTokens * input + completionTokens * output + 500_000) / 1_000_000
  }

  /// The most that a call can cost of which part is known to be the prompt, rounded up.
  func maximumCost(promptTokens: Int64, others: Int64) -> Int64 {
    (promptTokens * input + others * max(input, output) + 999_999) / 1_000_000
  }
}
