/// What a model reported to have used.
struct ModelUsage: Sendable, Equatable {
  /// The most tokens of one kind that one record may carry: keeps costs and sums within 64 bits.
  static let maximumTokens: Int64 = 1_000_000_000

  var model: String
  /// "chat", "embedding", …
  var operationType: String
  var promptTokens: Int64
  var completionTokens: Int64
  /// Those of ``promptTokens`` that the provider had in its cache.
  var cachedTokens: Int64 = 0
  var agentID: String?
  var leadID: String?

  var totalTokens: Int64 { promptTokens + completionTokens }
}
