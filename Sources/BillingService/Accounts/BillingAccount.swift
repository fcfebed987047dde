import Storage

/// What a subject has: its plan, and its balance of tokens with what that is made of.
struct BillingAccount: Sendable, Equatable {
  static let maximumLots = 100

  var subject: Subject
  /// Nil where the tenant has none for those without a subscription.
  var plan: UsageStanding.PlanName?
  /// Neither used up nor ended, in the order in which they are spent; not all that there are.
  var lots: [Lot]
  /// What can be spent now, without what is held and owed.
  var balance: Int64
  var held: Int64
  var debt: Int64
  var stripeCustomerIDs: [String]

  init(
    _ subject: Subject, _ plan: UsageStanding.PlanName?, _ state: CreditState, stripeCustomerIDs: [String],
    at now: Timestamp
  ) {
    let lots = state.lots.filter { lot in lot.remaining > 0 && lot.expiresAt.map { now < $0 } ?? true }
    self.subject = subject
    self.plan = plan
    self.lots = Array(lots.prefix(Self.maximumLots))
    self.stripeCustomerIDs = stripeCustomerIDs
    balance = lots.reduce(0) { $0 + $1.available(at: now) } - state.debt
    held = lots.reduce(0) { $0 + $1.held }
    debt = state.debt
  }
}
