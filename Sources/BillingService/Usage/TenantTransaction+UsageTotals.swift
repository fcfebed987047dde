import Storage

/// Sums of usage by period, and what open holds count against limits.
extension TenantTransaction {
  /// Adds usage to the sums of its calendar month and of its subject's period, for the subject and for its user,
  /// and to the user's month over all subjects.
  func add(
    _ amount: UsageAmount, promptTokens: Int64, of subject: Subject, _ userID: String?, _ period: Interval,
    at now: Timestamp
  ) throws {
    let month = CalendarPeriod.month.interval(containing: now)
    var totals = [UsageTotalKey(subject, "", month), UsageTotalKey(subject, "", period)]
    if let userID {
      totals += [
        UsageTotalKey(subject, userID, month), UsageTotalKey(subject, userID, period),
        UsageTotalKey(everywhere: userID, at: now),
      ]
    }
    if month == period { totals = totals.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
    try insert(
      into: "usage_totals",
      UsageTotalKey.columns + ["messages", "prompt_tokens", "completion_tokens", "cost_micro_usd", "is_period"],
      totals.map { key in
        [id.sqlValue] + key.values + [
          amount.messages.sqlValue, promptTokens.sqlValue, (amount.tokens - promptTokens).sqlValue,
          amount.costMicroUSD.sqlValue, (key.period == period).sqlValue,
        ]
      },
      """
      ON CONFLICT (tenant_id, subject_kind, subject_id, user_id, period_start, period_end) DO UPDATE SET
        messages = usage_totals.messages + excluded.messages,
        prompt_tokens = usage_totals.prompt_tokens + excluded.prompt_tokens,
        completion_tokens = usage_totals.completion_tokens + excluded.completion_tokens,
        cost_micro_usd = usage_totals.cost_micro_usd + excluded.cost_micro_usd,
        is_period = CASE WHEN excluded.is_period = 1 THEN 1 ELSE usage_totals.is_period END
      """)
  }

  /// Counts a call against the limits of its subject and of its user, where nothing else has used them up: one
  /// statement each, so that no other call gets in between.
  /// - Returns: the limit that stands against it; nothing is counted then.
  func count(_ hold: Hold, under entitlement: Entitlement) throws -> BillingError? {
    guard let total = hold.countedTotal else { return nil }
    guard try count(hold.amount, within: entitlement.limits, total) else {
      return try limitReached(.organization, entitlement.limits, hold.amount, total)
    }
    guard let ofUser = hold.countedUserTotal, try !count(hold.amount, within: entitlement.userLimits, ofUser) else {
      return nil
    }
    try uncount(hold.amount, total)
    return try limitReached(.user, entitlement.userLimits, hold.amount, ofUser)
  }

  private func limitReached(
    _ kind: Subject.Kind, _ limits: UsageLimits, _ amount: UsageAmount, _ total: UsageTotalKey
  ) throws -> BillingError {
    guard let limit = UsageLimitsState(limits: limits, used: try self.total(total)).exceeded(by: amount) else {
      throw StorageError.conflict("the totals have changed within their transaction")
    }
    return .limitReached(kind, limit)
  }

  private func count(_ amount: UsageAmount, within limits: UsageLimits, _ total: UsageTotalKey) throws -> Bool {
    guard limits.allow(amount) else { return false }
    let columns = UsageTotalKey.columns + ["held_messages", "held_tokens", "held_cost_micro_usd"]
    let isCounted = try tx.all(
      """
      INSERT INTO usage_totals AS t (\(columns.joined(separator: ", "))) VALUES (\(columns.placeholders))
      ON CONFLICT (tenant_id, subject_kind, subject_id, user_id, period_start, period_end) DO UPDATE SET
        held_messages = t.held_messages + excluded.held_messages,
        held_tokens = t.held_tokens + excluded.held_tokens,
        held_cost_micro_usd = t.held_cost_micro_usd + excluded.held_cost_micro_usd
      WHERE t.messages + t.held_messages <= ? - excluded.held_messages
        AND t.prompt_tokens + t.completion_tokens + t.held_tokens <= ? - excluded.held_tokens
        AND t.cost_micro_usd + t.held_cost_micro_usd <= ? - excluded.held_cost_micro_usd
      RETURNING held_messages
      """,
      values: [id.sqlValue] + total.values + [
        amount.messages.sqlValue, amount.tokens.sqlValue, amount.costMicroUSD.sqlValue,
        .int(limits.messages ?? .max), .int(limits.tokens ?? .max), .int(limits.costMicroUSD ?? .max),
      ]
    ) { try $0.int(0) }
    return !isCounted.isEmpty
  }

  /// What a hold counted does not count any more.
  func uncount(_ hold: Hold) throws {
    for total in [hold.countedTotal, hold.countedUserTotal].compactMap(\.self) { try uncount(hold.amount, total) }
  }

  private func uncount(_ amount: UsageAmount, _ total: UsageTotalKey) throws {
    try tx.execute(
      """
      UPDATE usage_totals SET held_messages = held_messages - ?, held_tokens = held_tokens - ?,
        held_cost_micro_usd = held_cost_micro_usd - ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND user_id = ? AND period_start = ?
        AND period_end = ?
      """,
      [amount.messages.sqlValue, amount.tokens.sqlValue, amount.costMicroUSD.sqlValue, id.sqlValue] + total.values)
  }

  /// What was used in a period and is held of it.
  func total(_ key: UsageTotalKey) throws -> UsageAmount {
    try tx.all(
      """
      SELECT messages + held_messages, prompt_tokens + completion_tokens + held_tokens,
        cost_micro_usd + held_cost_micro_usd
      FROM usage_totals WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND user_id = ?
        AND period_start = ? AND period_end = ?
      """, values: [id.sqlValue] + key.values
    ) { UsageAmount(messages: try $0.int(0), tokens: try $0.int(1), costMicroUSD: try $0.int(2)) }.first
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
