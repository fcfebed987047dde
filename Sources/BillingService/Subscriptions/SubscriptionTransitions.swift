/// The subscription's state machine as data: every step, and what makes it. Code and documentation
/// (docs/subscription-states.md) read this one table.
enum SubscriptionTransitions {
  /// What moves a subscription.
  enum Cause: String, Sendable, CaseIterable {
    case payment
    case paymentFailure = "payment_failure"
    case trialEnd = "trial_end"
    /// By the subject's people or by operators, now or at the period's end.
    case cancellation
    /// Time: 23 hours for a first payment.
    case expiry
  }

  /// One step.
  struct Step: Sendable, Equatable {
    var from: SubscriptionStatus
    var to: SubscriptionStatus
    var cause: Cause
  }

  // swift-format-ignore
  static let table: [Step] = [
    Step(from: .incomplete, to: .active,            cause: .payment),
    Step(from: .incomplete, to: .trialing,          cause: .payment),
    Step(from: .incomplete, to: .incompleteExpired, cause: .expiry),
    Step(from: .incomplete, to: .canceled,          cause: .cancellation),
    Step(from: .trialing,   to: .active,            cause: .trialEnd),
    Step(from: .trialing,   to: .pastDue,           cause: .paymentFailure),
    Step(from: .trialing,   to: .paused,            cause: .trialEnd),
    Step(from: .trialing,   to: .canceled,          cause: .cancellation),
    Step(from: .active,     to: .trialing,          cause: .payment),
    Step(from: .active,     to: .pastDue,           cause: .paymentFailure),
    Step(from: .active,     to: .canceled,          cause: .cancellation),
    Step(from: .pastDue,    to: .active,            cause: .payment),
    Step(from: .pastDue,    to: .unpaid,            cause: .paymentFailure),
    Step(from: .pastDue,    to: .canceled,          cause: .paymentFailure),
    Step(from: .unpaid,     to: .active,            cause: .payment),
    Step(from: .unpaid,     to: .canceled,          cause: .cancellation),
    Step(from: .paused,     to: .active,            cause: .payment),
    Step(from: .paused,     to: .canceled,          cause: .cancellation),
  ]

  /// The statuses that a subscription can reach in one step, in the order of the table.
  static func next(from status: SubscriptionStatus) -> [SubscriptionStatus] {
    table.filter { $0.from == status }.map(\.to)
  }

  /// Whether a subscription that was seen in one status may be seen in another later: steps in between may have been
  /// missed. What can't be is news from before.
  static func canBeSeen(_ later: SubscriptionStatus, after earlier: SubscriptionStatus) -> Bool {
    var seen: Set<SubscriptionStatus> = [earlier]
    var edge = [earlier]
    while let status = edge.popLast() {
      for next in next(from: status) where seen.insert(next).inserted { edge.append(next) }
    }
    return seen.contains(later)
  }
}
