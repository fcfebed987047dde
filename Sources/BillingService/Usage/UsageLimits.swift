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

  func allows(_ amount: UsageAmount) -> Bool {
    limits.allow(
      UsageAmount(
        messages: used.messages + amount.messages, tokens: used.tokens + amount.tokens,
        costMicroUSD: used.costMicroUSD + amount.costMicroUSD))
  }
}
