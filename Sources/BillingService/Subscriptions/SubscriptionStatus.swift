/// Where a subscription stands, in Stripe's spelling.
enum SubscriptionStatus: String, Sendable, CaseIterable {
  /// The first payment is not made yet.
  case incomplete
  /// The first payment was never made.
  case incompleteExpired = "incomplete_expired"
  /// Free until the trial's end.
  case trialing
  /// Paid, or free.
  case active
  /// A renewal is not paid yet, and Stripe goes on trying.
  case pastDue = "past_due"
  /// A renewal stays unpaid.
  case unpaid
  /// A trial ended without a card.
  case paused
  case canceled

  /// Whether it never changes again.
  var isFinal: Bool { SubscriptionTransitions.table.allSatisfy { $0.from != self } }

  /// What it gives its subject.
  var access: Access {
    switch self {
    case .trialing, .active: .plan
    case .pastDue: .planDuringGrace
    case .incomplete, .incompleteExpired, .unpaid, .paused, .canceled: .nothing
    }
  }

  enum Access: String, Sendable, CaseIterable {
    case plan
    /// The plan, for some days after a renewal has failed; then nothing.
    case planDuringGrace = "plan during grace"
    case nothing
  }
}
