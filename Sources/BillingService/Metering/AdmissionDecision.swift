/// What an admission would say, had it been asked in earnest.
struct AdmissionDecision: Sendable, Equatable {
  /// Nil: the call would be let in.
  var refusal: BillingError?
  /// Units that a call could have now.
  var available: Int64
  var planSlug: String
  /// The period's limits, of the whole subject and of its user.
  var subject: UsageLimitsState
  var user: UsageLimitsState?
  var period: Interval

  var isAllowed: Bool { refusal == nil }
}
