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
