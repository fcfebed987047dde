import Storage

/// What was used, as people see it: without what calls under way hold.
extension TenantTransaction {
  /// A subject's present period beside what its plan allows. Nothing is written, not even a lot that the period has
  /// yet to bring.
  func standing(of subject: Subject, at now: Timestamp) throws -> UsageStanding {
    guard let (plan, entitlement) = try activePlan(of: subject, at: now) else {
      let month = CalendarPeriod.month.interval(containing: now)
      return .withoutPlan(month, used: try booked(by: subject, in: month))
    }
    let state = try creditState(of: subject, entitlement.asset).previewing(entitlement, at: now)
    return UsageStanding(
      plan: plan, period: entitlement.period, limits: entitlement.limits,
      used: try booked(by: subject, in: entitlement.period),
      unspent: entitlement.beyond == .refuse ? state.unspent(at: now) : nil)
  }

  /// A subject's plan and what it gives; nil where the tenant has none for those without a subscription.
  /// - Parameter userID: who asks, whose own plan bounds what is used as well.
  func activePlan(
    of subject: Subject, user userID: String? = nil, at now: Timestamp
  ) throws -> (UsageStanding.PlanName, Entitlement)? {
    do {
      let entitlement = try entitlement(of: subject, user: userID, at: now)
      return try planName(entitlement.planSlug).map { ($0, entitlement) }
    } catch BillingError.planNotFound {
      return nil
    }
  }

  /// The tenant's own plan comes before the global one: '' sorts before every other id.
  func planName(_ slug: String) throws -> UsageStanding.PlanName? {
    try tx.first(
      "SELECT id, name FROM plans WHERE slug = ? AND tenant_id IN (?, '') ORDER BY tenant_id DESC LIMIT 1", slug, id
    ) { UsageStanding.PlanName(id: try $0.text(0), slug: slug, name: try $0.text(1)) }
  }

  /// What was used in a period; by a user, or ('') by the whole subject.
  func booked(by subject: Subject, user userID: String = "", in period: Interval) throws -> UsageTotals {
    try booked(UsageTotalKey(subject, userID, period))
  }

  /// What a sum of usage has.
  func booked(_ key: UsageTotalKey) throws -> UsageTotals {
    try tx.all(
      """
      SELECT messages, prompt_tokens, completion_tokens, cost_micro_usd FROM usage_totals
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND user_id = ? AND period_start = ?
        AND period_end = ?
      """, values: [id.sqlValue] + key.values
    ) { try Self.usageTotals($0, at: 0) }.first ?? UsageTotals()
  }

  /// How many users have used something in a period.
  func activeUsers(of subject: Subject, in period: Interval) throws -> Int64 {
    try tx.first(
      """
      SELECT COUNT(*) FROM usage_totals
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND user_id NOT IN ('', '*') AND period_start = ?
        AND period_end = ? AND messages + prompt_tokens + completion_tokens > 0
      """, id, subject.kind.rawValue, subject.id, period.start, period.end
    ) { try $0.int(0) } ?? 0
  }

  /// The periods in which a user has used something of a subject's, the latest first.
  func usagePeriods(
    of subject: Subject, user userID: String, limit: Int32, offset: Int32
  ) throws -> [(period: Interval, totals: UsageTotals)] {
    try tx.all(
      """
      SELECT period_start, period_end, messages, prompt_tokens, completion_tokens, cost_micro_usd FROM usage_totals
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND user_id = ? AND is_period = 1
        AND messages + prompt_tokens + completion_tokens > 0
      ORDER BY period_start DESC, period_end DESC LIMIT ? OFFSET ?
      """, id, subject.kind.rawValue, subject.id, userID, Int64(limit), Int64(offset)
    ) { row in
      (period: Interval(start: try row.time(0), end: try row.time(1)), totals: try Self.usageTotals(row, at: 2))
    }
  }

  /// Whether a user has ever used anything of a subject's.
  func hasUsed(_ subject: Subject, user userID: String) throws -> Bool {
    try tx.exists(
      "SELECT 1 FROM usage WHERE tenant_id = ? AND user_id = ? AND subject_kind = ? AND subject_id = ? LIMIT 1", id,
      userID, subject.kind.rawValue, subject.id)
  }

  /// The first and the last record of a user's in a period; nil without any.
  /// - Parameter subject: nil: of all subjects.
  func usageSpan(of subject: Subject?, user userID: String, in period: Interval) throws -> UserUsage.Span? {
    let whose = subject.map { [$0.kind.rawValue.sqlValue, $0.id.sqlValue] } ?? []
    func record(_ order: String) throws -> (id: String, at: Timestamp)? {
      try tx.all(
        """
        SELECT id, occurred_at FROM usage
        WHERE tenant_id = ? AND user_id = ? AND occurred_at >= ? AND occurred_at < ?
          \(subject == nil ? "" : "AND subject_kind = ? AND subject_id = ?")
        ORDER BY occurred_at \(order), id \(order) LIMIT 1
        """, values: [id.sqlValue, userID.sqlValue, period.start.sqlValue, period.end.sqlValue] + whose
      ) { (id: try $0.text(0), at: try $0.time(1)) }.first
    }
    guard let first = try record("ASC"), let last = try record("DESC") else { return nil }
    return UserUsage.Span(id: first.id, first: first.at, last: last.at)
  }

  private static func usageTotals(_ row: any Row, at index: Int) throws -> UsageTotals {
    UsageTotals(
      messages: try row.int(index), promptTokens: try row.int(index + 1), completionTokens: try row.int(index + 2),
      costMicroUSD: try row.int(index + 3))
  }
}

extension CreditState {
  /// Units that are left to be spent, those that are held included.
  func unspent(at now: Timestamp) -> Int64 {
    max(0, lots.filter { $0.isLive(at: now) }.reduce(0) { $0 + $1.remaining } - debt)
  }
}
