import Storage

/// A subject's quota of one month within a transaction: tokens are held, freed and booked here, and
/// nowhere else.
struct QuotaLedger {
  let tenantID: String
  let subject: Subject
  /// The month's first moment.
  let month: Timestamp
  /// The subject's plan, which says how many tokens the month includes.
  let plan: Plan
  private let tx: any Transaction

  /// Opens the month that `now` lies in.
  init(_ tx: any Transaction, tenantID: String, subject: Subject, at now: Timestamp) throws {
    self.tx = tx
    self.tenantID = tenantID
    self.subject = subject
    self.month = CalendarPeriod.month.interval(containing: now).start
    self.plan = try PlanStore.plan(tx, of: subject, tenantID: tenantID)
    try open()
  }

  /// Sets tokens aside where the quota has them: what the plan includes and is not used, and top-ups, less
  /// what is set aside already. One statement, so that no other call gets in between.
  /// - Returns: false when the quota does not have them.
  func hold(_ tokens: Int64) throws -> Bool {
    try tx.exists(
      """
      UPDATE usage_periods SET reserved_tokens = reserved_tokens + ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND period_start = ?
        AND reserved_tokens + ? <=
          CASE WHEN used_tokens - topup_tokens < included_tokens
            THEN included_tokens - (used_tokens - topup_tokens) ELSE 0 END
          + (SELECT COALESCE(SUM(t.remaining_tokens), 0) FROM topups t
            WHERE t.tenant_id = ? AND t.subject_kind = ? AND t.subject_id = ? AND t.remaining_tokens > 0)
      RETURNING reserved_tokens
      """, tokens, tenantID, subject.kind.rawValue, subject.id, month, tokens, tenantID, subject.kind.rawValue,
      subject.id)
  }

  /// Gives back what a reservation has set aside, in the month that it is in.
  func free(_ tokens: Int64, in month: Timestamp) throws {
    try tx.execute(
      """
      UPDATE usage_periods SET reserved_tokens = reserved_tokens - ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND period_start = ?
      """, tokens, tenantID, subject.kind.rawValue, subject.id, month)
  }

  /// Books tokens as used, whatever the quota has: included ones first, then top-ups, then beyond both.
  func book(_ tokens: Int64) throws {
    try tx.execute(
      """
      UPDATE usage_periods SET used_tokens = used_tokens + ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND period_start = ?
      """, tokens, tenantID, subject.kind.rawValue, subject.id, month)
    let share = try quota().topupShare(of: tokens)
    if share > 0 { try take(share) }
  }

  /// The month as it stands.
  func quota() throws -> Quota {
    let quota = try tx.first(
      """
      SELECT p.included_tokens, p.used_tokens, p.topup_tokens, p.reserved_tokens,
        CAST((SELECT COALESCE(SUM(t.remaining_tokens), 0) FROM topups t
          WHERE t.tenant_id = p.tenant_id AND t.subject_kind = p.subject_kind AND t.subject_id = p.subject_id
            AND t.remaining_tokens > 0) AS BIGINT)
      FROM usage_periods p
      WHERE p.tenant_id = ? AND p.subject_kind = ? AND p.subject_id = ? AND p.period_start = ?
      """, tenantID, subject.kind.rawValue, subject.id, month
    ) { row in
      Quota(
        included: try row.int(0), used: try row.int(1), fromTopups: try row.int(2), reserved: try row.int(3),
        topupRemaining: try row.int(4))
    }
    return quota
      ?? Quota(included: plan.terms.includedTokens, used: 0, fromTopups: 0, reserved: 0, topupRemaining: 0)
  }

  /// Adds the month's row, or brings its included tokens up to the plan's.
  private func open() throws {
    let included = plan.terms.includedTokens
    let added = try tx.execute(
      """
      INSERT INTO usage_periods (tenant_id, subject_kind, subject_id, period_start, included_tokens)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (tenant_id, subject_kind, subject_id, period_start) DO NOTHING
      """, tenantID, subject.kind.rawValue, subject.id, month, included)
    guard added == 0 else { return try moveOpenReservations() }
    try tx.execute(
      """
      UPDATE usage_periods SET included_tokens = ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND period_start = ? AND included_tokens <> ?
      """, included, tenantID, subject.kind.rawValue, subject.id, month, included)
  }

  /// Usage is booked in the month in which it is settled, so what is under way when a month begins counts
  /// against the new one.
  private func moveOpenReservations() throws {
    let moved = try tx.all(
      """
      UPDATE reservations SET period_start = ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND status = 'open' AND period_start < ?
      RETURNING tokens
      """, month, tenantID, subject.kind.rawValue, subject.id, month
    ) { try $0.int(0) }
    guard !moved.isEmpty else { return }
    try tx.execute(
      """
      UPDATE usage_periods SET reserved_tokens = 0
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND period_start < ? AND reserved_tokens > 0
      """, tenantID, subject.kind.rawValue, subject.id, month)
    try free(-moved.reduce(0, +), in: month)
  }

  /// Takes tokens from the top-ups, oldest first.
  private func take(_ tokens: Int64) throws {
    let topups = try tx.all(
      """
      SELECT id, remaining_tokens FROM topups
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND remaining_tokens > 0
      ORDER BY created_at, id
      """, tenantID, subject.kind.rawValue, subject.id
    ) { (id: try $0.text(0), remaining: try $0.int(1)) }
    var left = tokens
    for topup in topups where left > 0 {
      let taken = min(left, topup.remaining)
      try tx.execute(
        "UPDATE topups SET remaining_tokens = remaining_tokens - ? WHERE tenant_id = ? AND id = ?", taken, tenantID,
        topup.id)
      left -= taken
    }
    try tx.execute(
      """
      UPDATE usage_periods SET topup_tokens = topup_tokens + ?
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND period_start = ?
      """, tokens - left, tenantID, subject.kind.rawValue, subject.id, month)
  }
}
