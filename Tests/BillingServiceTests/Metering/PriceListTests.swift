import Testing

@testable import BillingService

@Suite("The price list")
struct PriceListTests {
  @Test(
    "finds a model by its name, its family and its place",
    arguments: [
      ("gpt-4o-mini", 150_000), ("GPT-4o-mini", 150_000), ("gpt-4o-mini-2024-07-18", 150_000),
      ("gpt-4o", 2_500_000), ("gpt-4o-2024-08-06", 2_500_000), ("gpt-4o-2024-05-13", 5_000_000),
      ("gpt-4-turbo-2024-04-09", 10_000_000), ("claude-3-5-sonnet-20241022", 3_000_000),
      ("claude-3-opus-20240229", 15_000_000), ("claude-3-opus-latest", 15_000_000), ("deepseek-chat", 280_000),
      ("mistral-small-latest", 100_000), ("mistral-large-latest", 500_000), ("mistral-large-2411", 2_000_000),
      ("quartet-offline", 0), ("llama3.2", 0), ("llama3:70b", 0), ("ollama/qwen", 0), ("qwen2.5:7b", 0),
    ] as [(String, Int64)])
  func known(model: String, input: Int64) {
    #expect(PriceList.price(of: model)?.input == input)
  }

  @Test("does not guess", arguments: ["gpt-4", "gpt-4o-audio-preview", "claude-3", "mistral", "", "frontier-9000"])
  func unknown(model: String) {
    #expect(PriceList.price(of: model) == nil)
    let usage = ModelUsage(model: model, operationType: "chat", promptTokens: 1000, completionTokens: 1000)
    #expect(PriceList.cost(of: usage) == ModelCost(microUSD: 0, isPriced: false))
  }

  @Test("rounds half up, once for both kinds of tokens")
  func rounds() {
    let half = ModelPrice(input: 500_000, output: 0)
    #expect(half.cost(promptTokens: 1, completionTokens: 0) == 1)
    #expect(half.cost(promptTokens: 2, completionTokens: 0) == 1)
    #expect(half.cost(promptTokens: 3, completionTokens: 0) == 2)
    let less = ModelPrice(input: 499_999, output: 0)
    #expect(less.cost(promptTokens: 1, completionTokens: 0) == 0)
    let both = ModelPrice(input: 250_000, output: 250_000)
    #expect(both.cost(promptTokens: 1, completionTokens: 1) == 1)
    #expect(both.cost(promptTokens: 1, completionTokens: 0) == 0)
  }

  @Test("has room for the largest record")
  func largest() {
    let usage = ModelUsage(
      model: "claude-3-opus-20240229", operationType: "chat", promptTokens: ModelUsage.maximumTokens,
      completionTokens: ModelUsage.maximumTokens)
    #expect(PriceList.cost(of: usage).microUSD == 90_000_000_000)
  }
}
