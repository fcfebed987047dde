import Storage

/// A subject's plan over time, free or paid by way of Stripe.
struct Subscription: Sendable, Equatable {
  /// A plan and how often it is paid.
  struct Terms: Sendable, Equatable {
    var planSlug: String
    /// ``PriceInterval/month`` or ``PriceInterval/year``.
    var cycle: PriceInterval
  }

  /// Its objects at Stripe; nil for a free plan.
  struct StripeLink: Sendable, Equatable {
    var customerID: String
    /// Nil while it is being made.
    var subscriptionID: String?
    /// The item of the recurring price, and of the metered one.
    var itemID: String?
    var meteredItemID: String?
    /// Where a change waits for the period's end.
    var scheduleID: String?
  }

  /// UUIDv7.
  var id: String
  var subject: Subject
  var terms: Terms
  /// Nil for a free plan.
  var currency: Currency?
  var status: SubscriptionStatus
  /// The running period as it was last known.
  var period: Interval
  /// What its months are counted from.
  var anchor: Timestamp
  var cancelAtPeriodEnd = false
  /// When somebody cancelled it, now or at the period's end.
  var canceledAt: Timestamp?
  /// When it was over; nil while it is alive.
  var endedAt: Timestamp?
  var trial: Interval?
  /// What follows at the period's end.
  var scheduled: Terms?
  var stripe: StripeLink?
  /// The client's own data, as JSON.
  var metadata = "{}"
  /// The user who made it.
  var userID: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp
  /// Grows with each change.
  var version: Int64 = 1

  /// For how long a plan stays while a renewal is not paid, unless the tenant's settings say otherwise.
  static let pastDueGrace = Duration.seconds(7 * 86_400)
  /// When Stripe gives up a first payment.
  static let incompleteLifetime = Duration.seconds(23 * 3600)

  var isPaid: Bool { stripe != nil }
}

extension Subscription {
  /// Where it stands at a moment: what ends by itself has ended, whether anybody has written that down or not.
  func status(at now: Timestamp) -> SubscriptionStatus {
    guard !status.isFinal else { return status }
    if cancelAtPeriodEnd && period.end <= now { return .canceled }
    if status == .incomplete && createdAt.adding(Self.incompleteLifetime) <= now { return .incompleteExpired }
    return status
  }

  func isAlive(at now: Timestamp) -> Bool { !status(at: now).isFinal }

  /// Whether it entitles its subject to its plan.
  func givesPlan(at now: Timestamp, grace: Duration = pastDueGrace) -> Bool {
    switch status(at: now).access {
    case .plan: true
    case .planDuringGrace: now < period.start.adding(grace)
    case .nothing: false
    }
  }

  /// The plan that it gives: a scheduled one from the period's end on, were it written down or not.
  func planSlug(at now: Timestamp) -> String {
    guard !isPaid, let scheduled, period.end <= now else { return terms.planSlug }
    return scheduled.planSlug
  }

  /// The month that a moment lies in: of its own day where it is paid, else the calendar's.
  func month(containing now: Timestamp) -> Interval {
    isPaid ? Anchor(anchor).period(containing: now) : CalendarPeriod.month.interval(containing: now)
  }

  /// The period to show: a free plan's goes on by itself.
  func period(at now: Timestamp) -> Interval {
    guard !isPaid, endedAt == nil, !cancelAtPeriodEnd, period.end <= now else { return period }
    return Anchor(anchor, everyMonths: terms.cycle.months).period(containing: now)
  }

  /// A free one, from now on.
  static func free(
    id: String, _ subject: Subject, _ terms: Terms, metadata: String = "{}", userID: String?, at now: Timestamp
  ) -> Subscription {
    Subscription(
      id: id, subject: subject, terms: terms, currency: nil, status: .active,
      period: Anchor(now, everyMonths: terms.cycle.months).period(0), anchor: now, metadata: metadata,
      userID: userID, createdAt: now, updatedAt: now)
  }

  /// Over from a moment on.
  mutating func end(as final: SubscriptionStatus = .canceled, at now: Timestamp) {
    status = final
    canceledAt = canceledAt ?? now
    endedAt = now
    scheduled = nil
  }
}
