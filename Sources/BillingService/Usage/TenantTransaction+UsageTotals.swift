import Storage

/// Sums of usage by period, and what open holds count against limits.
extension TenantTransaction {
  /// Adds usage to the sums of its calendar month and of its subject's period, for the subject and for its user.
  func add(
    _ amount: UsageAmount, promptTokens: Int64, of subject: Subject, _ userID: String?, _ period: Interval,
    at now: Timestamp
  ) throws {
    let month = CalendarPeriod.month.interval(containing: now)
    let intervals = month == period ? [month] : [month, period]
    let users = userID.map { ["", $0] } ?? [""]
    let rows = intervals.flatMap { interval in
      users.map { user -> [SQLValue] in
        [
          id.sqlValue, subject.kind.rawValue.sqlValue, subject.id.sqlValue, user.sqlValue, interval.start.sqlValue,
          interval.end.sqlValue, amount.messages.sqlValue, promptTokens.sqlValue,
          (amount.tokens - promptTokens).sqlValue, amount.costMicroUSD.sqlValue,
        ]
      }
    }
    try insert(
      into: "usage_totals",
      [
        "tenant_id", "subject_kind", "subject_id", "user_id", "period_start", "period_end", "messages",
        "prompt_tokens", "completion_tokens", "cost_micro_usd",
      ], rows,
      """
      ON CONFLICT (tenant_id, subject_kind, subject_id, user_id, period_start, period_end) DO UPDATE SET
        messages = usage_totals.messages + excluded.messages,
        prompt_tokens = usage_totals.prompt_tokens + excluded.prompt_tokens,
        completion_tokens = usage_totals.completion_tokens + excluded.completion_tokens,
        cost_micro_usd = usage_totals.cost_micro_usd + excluded.cost_micro_usd
      """)
  }

  /// Counts a call against the limits of its subject and of its user, where nothing else has used them up: one
  /// statement each, so that no other call gets in between.
  /// - Returns: the limit that stands against it; nothing is counted then.
  func count(_ hold: Hold, under entitlement: Entitlement) throws -> BillingError? {
    guard let period = hold.counted else { return nil }
    guard try count(hold, within: entitlement.limits, "", period) else {
      return try limitReached(.organization, entitlement.limits, hold, "", period)
    }
    guard let user = hold.userID, try !count(hold, within: entitlement.userLimits, user, period) else { return nil }
    try uncount(hold, users: [""])
    return try limitReached(.user, entitlement.userLimits, hold, user, period)
  }

  private func limitReached(
    _ kind: Subject.Kind, _ limits: UsageLimits, _ hold: Hold, _ userID: String, _ period: Interval
  ) throws -> BillingError {
    let state = UsageLimitsState(limits: limits, used: try totals(of: hold.subject, user: userID, in: period))
    guard let limit = state.exceeded(by: hold.amount) else {
      throw StorageError.conflict("the totals have changed within their transaction")
    }
    return .limitReached(kind, limit)
  }

  private func count(_ hold: Hold, within limits: UsageLimits, _ userID: String, _ period: Interval) throws -> Bool {
    let amount = hold.amount
    return try limits.allow(amount)
      && tx.exists(
        """
        INSERT INTO usage_totals AS t (tenant_id, subject_kind, subject_id, user_id, period_start, period_end,
          held_messages, held_tokens, held_cost_micro_usd)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant_id, subject_kind, subject_id, user_id, period_start, period_end) DO UPDATE SET
          held_messages = t.held_messages + excluded.held_messages,
          held_tokens = t.held_tokens + excluded.held_tokens,
          held_cost_micro_usd = t.held_cost_micro_usd + excluded.held_cost_micro_usd
        WHERE t.messages + t.held_messages <= ? - excluded.held_messages
          AND t.prompt_tokens + t.completion_tokens + t.held_tokens <= ? - excluded.held_tokens
          AND t.cost_micro_usd + t.held_cost_micro_usd <= ? - excluded.held_cost_micro_usd
        RETURNING held_messages
        """, id, hold.subject.kind.rawValue, hold.subject.id, userID, period.start, period.end, amount.messages,
        amount.tokens, amount.costMicroUSD, limits.messages ?? .max, limits.tokens ?? .max,
        limits.costMicroUSD ?? .max)
  }

  /// What a hold counted does not count any more.
  func uncount(_ hold: Hold, users: [String]? = nil) throws {
    guard let period = hold.counted else { return }
    let users = users ?? [""] + (hold.userID.map { [$0] } ?? [])
    try tx.execute(
      """
      UPDATE usage_totals SET held_messages = held_messages - ?, held_tokens = held_tokens - ?,
        held_cost_micro_usd = held_cost_micro_usd - ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND period_start = ? AND period_end = ?
        AND user_id IN (\(users.placeholders))
      """,
      [
        hold.amount.messages.sqlValue, hold.amount.tokens.sqlValue, hold.amount.costMicroUSD.sqlValue, id.sqlValue,
        hold.subject.kind.rawValue.sqlValue, hold.subject.id.sqlValue, period.start.sqlValue, period.end.sqlValue,
      ] + users.map(\.sqlValue))
  }

  /// What was used in a period and is held of it; of a user, or ('') of the whole subject.
  func totals(of subject: Subject, user userID: String = "", in period: Interval) throws -> UsageAmount {
    try tx.first(
      """
      SELECT messages + held_messages, prompt_tokens + completion_tokens + held_tokens,
        cost_micro_usd + held_cost_micro_usd
      FROM usage_totals WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND user_id = ?
        AND period_start = ? AND period_end = ?
      """, id, subject.kind.rawValue, subject.id, userID, period.start, period.end
    ) { UsageAmount(messages: try $0.int(0), tokens: try $0.int(1), costMicroUSD: try $0.int(2)) }
      ?? UsageAmount(messages: 0, tokens: 0, costMicroUSD: 0)
  }

  /// Tokens that were used in a period, without what is held.
  func usedTokens(of subject: Subject, _ period: Interval) throws -> Int64 {
    try tx.first(
      """
      SELECT prompt_tokens + completion_tokens FROM usage_totals
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND user_id = '' AND period_start = ?
        AND period_end = ?
      """, id, subject.kind.rawValue, subject.id, period.start, period.end
    ) { try $0.int(0) } ?? 0
  }
}

extension Lot {
  /// The span in which it can be used.
  var period: Interval? { expiresAt.map { Interval(start: effectiveAt, end: $0) } }
}
