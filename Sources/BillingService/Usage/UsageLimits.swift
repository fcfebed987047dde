/// How much may be used within a period; nil: without limit.
struct UsageLimits: Sendable, Equatable {
  var messages: Int64?
  var tokens: Int64?
  var costMicroUSD: Int64?

  var isNone: Bool { self == UsageLimits() }

  /// Whether an amount is within them, were nothing else used.
  func allow(_ amount: UsageAmount) -> Bool {
    func fits(_ value: Int64, _ limit: Int64?) -> Bool { limit.map { value <= $0 } ?? true }
    return fits(amount.messages, messages) && fits(amount.tokens, tokens) && fits(amount.costMicroUSD, costMicroUSD)
  }
}

/// What a call counts against limits.
struct UsageAmount: Sendable, Equatable {
  var messages: Int64
  var tokens: Int64
  var costMicroUSD: Int64
}

/// Limits with what is used of them, open holds included.
struct UsageLimitsState: Sendable, Equatable {
  var limits: UsageLimits
  var used: UsageAmount

  /// The first limit that has no room for an amount.
  func exceeded(by amount: UsageAmount) -> UsageLimit? {
    func check(_ kind: UsageLimit.Kind, _ value: Int64, _ used: Int64, _ maximum: Int64?) -> UsageLimit? {
      guard let maximum, used > maximum - value else { return nil }
      return UsageLimit(kind: kind, used: used, maximum: maximum)
    }
    return check(.messages, amount.messages, used.messages, limits.messages)
      ?? check(.tokens, amount.tokens, used.tokens, limits.tokens)
      ?? check(.cost, amount.costMicroUSD, used.costMicroUSD, limits.costMicroUSD)
  }
}

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
