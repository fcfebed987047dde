/// What a plan includes and where it ends, as it is set all at once. Nil: no limit.
struct PlanLimits: Sendable, Equatable {
  var includedTokens: Int64 = 0
  var maxMessages: Int64?
  var maxCostMicroUSD: Int64?
  var maxTokens: Int64?
  var maxStores: Int64?
  var maxAgents: Int64?
  var maxProducts: Int64?
  var overagePerMillionCents: Int64?

  func apply(to terms: inout PlanTerms) {
    terms.includedTokens = includedTokens
    terms.maxMessages = maxMessages
    terms.maxCostMicroUSD = maxCostMicroUSD
    terms.maxTokens = maxTokens
    terms.maxStores = maxStores
    terms.maxAgents = maxAgents
    terms.maxProducts = maxProducts
    terms.overagePerMillionCents = overagePerMillionCents
  }
}
