/// The list prices of the providers' models, without discounts for caches and batches.
///
/// A provider answers with a dated name ("gpt-4o-mini-2024-07-18") where it was asked for an undated one:
/// a name that is not listed is looked up by its family, without "-latest" or the date.
enum PriceList {
  /// Stands beside each cost: raised whenever a price below changes.
  static let version = 1

  /// Micro-USD per million tokens.
  private static let models: [String: ModelPrice] = [
    // OpenAI
    "gpt-4o-mini": ModelPrice(input: 150_000, output: 600_000),
    "gpt-4o": ModelPrice(input: 2_500_000, output: 10_000_000),
    // The first gpt-4o cost more than those after it.
    "gpt-4o-2024-05-13": ModelPrice(input: 5_000_000, output: 15_000_000),
    "gpt-4-turbo": ModelPrice(input: 10_000_000, output: 30_000_000),
    "text-embedding-3-small": ModelPrice(input: 20_000, output: 0),
    "text-embedding-3-large": ModelPrice(input: 130_000, output: 0),
    // Anthropic
    "claude-3-5-sonnet": ModelPrice(input: 3_000_000, output: 15_000_000),
    "claude-3-opus": ModelPrice(input: 15_000_000, output: 75_000_000),
    // DeepSeek, without cache hits
    "deepseek-chat": ModelPrice(input: 280_000, output: 420_000),
    // Mistral: "latest" is the third generation; its predecessors have names of their own.
    "mistral-small": ModelPrice(input: 100_000, output: 300_000),
    "mistral-large": ModelPrice(input: 500_000, output: 1_500_000),
    "mistral-large-2411": ModelPrice(input: 2_000_000, output: 6_000_000),
    "mistral-large-2407": ModelPrice(input: 2_000_000, output: 6_000_000),
    // Built in: no provider charges for it. Its tokens count against the quota all the same.
    "quartet-offline": .free,
    "quartet-hashed": .free,
    // What apps count themselves.
    Consumption.model: .free,
  ]

  /// Models that run on one's own machines (Ollama), by the beginning of their names.
  private static let selfHosted = ["ollama/", "llama", "nomic-embed-text", "mxbai-embed", "all-minilm"]

  /// A model's price, or nil where it is not known.
  static func price(of model: String) -> ModelPrice? {
    let name = model.lowercased()
    if let price = models[name] ?? models[family(of: name)] { return price }
    // "name:tag" is Ollama's spelling, and nobody else's.
    return name.contains(":") || selfHosted.contains(where: name.hasPrefix) ? .free : nil
  }

  static func cost(of usage: ModelUsage) -> ModelCost {
    guard let price = price(of: usage.model) else { return ModelCost(microUSD: 0, isPriced: false) }
    return ModelCost(
      microUSD: price.cost(promptTokens: usage.promptTokens, completionTokens: usage.completionTokens),
      isPriced: true)
  }

  /// A name without "-latest", "-2411", "-20241022" or "-2024-07-18" at its end.
  private static func family(of model: String) -> String {
    guard let end = model.firstMatch(of: /-(?:latest|\d{4}-\d{2}-\d{2}|\d{8}|\d{4})$/) else { return model }
    return String(model[..<end.range.lowerBound])
  }
}
