import Storage

/// Who has subscribed to what.
extension TenantTransaction {
  func subscription(_ subscriptionID: String) throws -> Subscription? {
    try tx.first(
      "SELECT \(Self.subscriptionColumns) FROM subscriptions s WHERE s.tenant_id = ? AND s.id = ?", id,
      subscriptionID, as: Self.subscription)
  }

  func subscription(stripeID: String) throws -> Subscription? {
    try tx.first(
      "SELECT \(Self.subscriptionColumns) FROM subscriptions s WHERE s.tenant_id = ? AND s.stripe_subscription_id = ?",
      id, stripeID, as: Self.subscription)
  }

  /// The live subscription of a subject: the paid one, but the free one as long as that gives no plan.
  func currentSubscription(of subject: Subject) throws -> Subscription? {
    let live = try liveSubscriptions(of: subject)
    return live.first { $0.isPaid && $0.status != .incomplete } ?? live.first { !$0.isPaid } ?? live.first
  }

  /// At most one that is paid and one that is not.
  func liveSubscriptions(of subject: Subject) throws -> [Subscription] {
    try tx.all(
      """
      SELECT \(Self.subscriptionColumns) FROM subscriptions s
      WHERE s.tenant_id = ? AND s.subject_kind = ? AND s.subject_id = ? AND s.ended_at IS NULL
        AND s.duplicate_of IS NULL
      ORDER BY s.is_paid DESC
      """, id, subject.kind.rawValue, subject.id, as: Self.subscription)
  }

  /// The newest subscription of a subject, ended ones too.
  func newestSubscription(of subject: Subject) throws -> Subscription? {
    try tx.first(
      """
      SELECT \(Self.subscriptionColumns) FROM subscriptions s
      WHERE s.tenant_id = ? AND s.subject_kind = ? AND s.subject_id = ? AND s.duplicate_of IS NULL
      ORDER BY s.created_at DESC, s.id DESC LIMIT 1
      """, id, subject.kind.rawValue, subject.id, as: Self.subscription)
  }

  /// What was paid for twice counts from now on, where the first one has ended.
  func promoteDuplicate(of subject: Subject, at now: Timestamp) throws {
    try tx.execute(
      """
      UPDATE subscriptions SET duplicate_of = NULL, updated_at = ?, version = version + 1
      WHERE tenant_id = ? AND id = (
        SELECT MIN(d.id) FROM subscriptions d WHERE d.tenant_id = ? AND d.subject_kind = ? AND d.subject_id = ?
          AND d.duplicate_of IS NOT NULL AND d.ended_at IS NULL)
      """, now, id, id, subject.kind.rawValue, subject.id)
  }

  /// Whether a subject has ever had a paid subscription: trials are for the first one.
  func hasPaidBefore(_ subject: Subject) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM subscriptions WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND is_paid = 1
        AND status NOT IN ('incomplete', 'incomplete_expired')
      """, id, subject.kind.rawValue, subject.id)
  }

  func liveSubscriptionsByPlan() throws -> [String: Int64] {
    let counts = try tx.all(
      """
      SELECT plan_slug, COUNT(*) FROM subscriptions WHERE tenant_id = ? AND ended_at IS NULL GROUP BY plan_slug
      """, id
    ) { (try $0.text(0), try $0.int(1)) }
    return Dictionary(counts, uniquingKeysWith: +)
  }

  /// Adds a subscription. A live one of its kind that the subject has already makes it a conflict.
  /// - Returns: false for a conflict.
  func insert(_ subscription: Subscription, duplicateOf: String? = nil) throws -> Bool {
    let columns =
      [
        ("tenant_id", id.sqlValue), ("id", subscription.id.sqlValue),
        ("subject_kind", subscription.subject.kind.rawValue.sqlValue),
        ("subject_id", subscription.subject.id.sqlValue), ("duplicate_of", duplicateOf.orNull),
        ("user_id", subscription.userID.orNull), ("created_at", subscription.createdAt.sqlValue),
        ("version", subscription.version.sqlValue),
      ] + changing(subscription)
    return try tx.execute(
      """
      INSERT INTO subscriptions (\(columns.map { $0.0 }.joined(separator: ", ")))
      VALUES (\(columns.placeholders)) ON CONFLICT DO NOTHING
      """, columns.map { $0.1 }) > 0
  }

  /// Writes a subscription down, unless it has changed since it was read.
  /// - Returns: whether it was written.
  @discardableResult
  func update(_ subscription: Subscription) throws -> Bool {
    let columns = changing(subscription)
    return try tx.execute(
      """
      UPDATE subscriptions SET version = version + 1, \(columns.map { "\($0.0) = ?" }.joined(separator: ", "))
      WHERE tenant_id = ? AND id = ? AND version = ?
      """, columns.map { $0.1 } + [id.sqlValue, subscription.id.sqlValue, subscription.version.sqlValue]) > 0
  }

  /// Makes the next request to Stripe about a subscription another one than the last.
  func raiseVersion(of subscriptionID: String) throws {
    try tx.execute("UPDATE subscriptions SET version = version + 1 WHERE tenant_id = ? AND id = ?", id, subscriptionID)
  }

  private func changing(_ subscription: Subscription) -> [(String, SQLValue)] {
    let stripe = subscription.stripe
    return [
      ("plan_slug", subscription.terms.planSlug.sqlValue),
      ("billing_cycle", subscription.terms.cycle.rawValue.sqlValue),
      ("currency", (subscription.currency?.code).orNull), ("status", subscription.status.rawValue.sqlValue),
      ("is_paid", subscription.isPaid.sqlValue), ("period_start", subscription.period.start.sqlValue),
      ("period_end", subscription.period.end.sqlValue), ("anchor", subscription.anchor.sqlValue),
      ("cancel_at_period_end", subscription.cancelAtPeriodEnd.sqlValue),
      ("canceled_at", subscription.canceledAt.orNull), ("ended_at", subscription.endedAt.orNull),
      ("trial_start", (subscription.trial?.start).orNull), ("trial_end", (subscription.trial?.end).orNull),
      ("scheduled_plan_slug", (subscription.scheduled?.planSlug).orNull),
      ("scheduled_billing_cycle", (subscription.scheduled?.cycle.rawValue).orNull),
      ("stripe_customer_id", (stripe?.customerID).orNull),
      ("stripe_subscription_id", (stripe?.subscriptionID).orNull), ("stripe_item_id", (stripe?.itemID).orNull),
      ("stripe_metered_item_id", (stripe?.meteredItemID).orNull),
      ("stripe_schedule_id", (stripe?.scheduleID).orNull), ("metadata", subscription.metadata.sqlValue),
      ("updated_at", subscription.updatedAt.sqlValue),
    ]
  }

  private static let subscriptionColumns =
    """
    s.id, s.subject_kind, s.subject_id, s.plan_slug, s.billing_cycle, s.currency, s.status, s.period_start,
    s.period_end, s.anchor, s.cancel_at_period_end, s.canceled_at, s.ended_at, s.trial_start, s.trial_end,
    s.scheduled_plan_slug, s.scheduled_billing_cycle, s.stripe_customer_id,
    s.stripe_subscription_id, s.stripe_item_id, s.stripe_metered_item_id, s.stripe_schedule_id, s.metadata, s.user_id,
    s.created_at, s.updated_at, s.version, s.is_paid
    """

  private static func subscription(_ row: any Row) throws -> Subscription {
    let status = try row.text(6)
    guard let known = SubscriptionStatus(rawValue: status) else {
      throw StorageError.unexpectedType("subscription status \(status)")
    }
    var subscription = Subscription(
      id: try row.text(0), subject: try Subject(row, at: 1), terms: try terms(row.text(3), row.text(4)),
      currency: try row.optionalText(5).flatMap { Currency($0) }, status: known,
      period: Interval(start: try row.time(7), end: try row.time(8)), anchor: try row.time(9),
      cancelAtPeriodEnd: try row.bool(10), canceledAt: try row.optionalTime(11), endedAt: try row.optionalTime(12),
      createdAt: try row.time(24), updatedAt: try row.time(25))
    if let start = try row.optionalTime(13), let end = try row.optionalTime(14) {
      subscription.trial = Interval(start: start, end: end)
    }
    if let slug = try row.optionalText(15), let cycle = try row.optionalText(16) {
      subscription.scheduled = try terms(slug, cycle)
    }
    if try row.bool(27) {
      subscription.stripe = Subscription.StripeLink(
        customerID: try row.optionalText(17) ?? "", subscriptionID: try row.optionalText(18),
        itemID: try row.optionalText(19), meteredItemID: try row.optionalText(20),
        scheduleID: try row.optionalText(21))
    }
    subscription.metadata = try row.text(22)
    subscription.userID = try row.optionalText(23)
    subscription.version = try row.int(26)
    return subscription
  }

  private static func terms(_ slug: String, _ cycle: String) throws -> Subscription.Terms {
    guard let known = PriceInterval(rawValue: cycle) else {
      throw StorageError.unexpectedType("billing cycle \(cycle)")
    }
    return Subscription.Terms(planSlug: slug, cycle: known)
  }
}
