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
