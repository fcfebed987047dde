/// What a subject has used in its present period, beside what its plan allows. What calls under way hold is in none
/// of it.
struct UsageStanding: Sendable, Equatable {
  /// The plan as people know it.
  struct PlanName: Sendable, Equatable {
    var id: String
    var slug: String
    var name: String
  }

  /// Nil where the subject has none: nothing is included then.
  var plan: PlanName?
  var period: Interval
  var limits: UsageLimits
  var used: UsageTotals
  /// Tokens that there are to be spent; nil where calls go on without any.
  var unspent: Int64?

  var messages: LimitedUsage { LimitedUsage(current: used.messages, maximum: limits.messages) }
  var cost: LimitedUsage { LimitedUsage(current: used.costMicroUSD, maximum: limits.costMicroUSD) }
  var tokens: LimitedUsage {
    let spendable = unspent.map { used.tokens + $0 }
    return LimitedUsage(current: used.tokens, maximum: [limits.tokens, spendable].compactMap(\.self).min())
  }

  /// Of a subject that has no plan.
  static func withoutPlan(_ period: Interval, used: UsageTotals) -> UsageStanding {
    UsageStanding(
      period: period, limits: UsageLimits(messages: 0, tokens: 0, costMicroUSD: 0), used: used, unspent: 0)
  }
}
