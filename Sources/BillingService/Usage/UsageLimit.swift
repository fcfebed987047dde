/// One limit, and what is used of it.
struct UsageLimit: Sendable, Equatable {
  /// Costs are in micro-USD.
  enum Kind: String, Sendable {
    case messages, tokens, cost
  }

  var kind: Kind
  var used: Int64
  var maximum: Int64
}
