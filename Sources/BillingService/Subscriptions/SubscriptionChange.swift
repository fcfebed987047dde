/// What somebody asks to be changed of a subscription; nil stays as it is.
struct SubscriptionChange: Sendable, Equatable {
  /// Already known to be there.
  var plan: Plan?
  var cycle: PriceInterval?
  /// The client's own data, as JSON.
  var metadata: String?
  var paymentMethodID: String?
  /// What a plan that was free is paid in from now on; nil: as the new plan shows first.
  var currency: Currency?
  var isMetered = false
  /// Whether the plan that is there already, again, takes back a cancellation as well as a scheduled change.
  var undoesCancellation = false

  /// When a change from one price to another counts. A longer cycle and a dearer plan count at once, for more is paid
  /// from then on; a shorter one and a cheaper one with the next period, for this one is paid.
  enum Timing: Sendable, Equatable {
    case now
    case nextPeriod

    init(from old: PlanPrice?, to new: PlanPrice) {
      guard let old else {
        self = .now
        return
      }
      if old.interval != new.interval {
        self = old.interval.months < new.interval.months ? .now : .nextPeriod
      } else {
        // Another currency can't be compared; Stripe refuses it.
        self = new.currency != old.currency || new.amount >= old.amount ? .now : .nextPeriod
      }
    }
  }
}
