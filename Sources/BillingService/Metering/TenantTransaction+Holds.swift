import Storage

/// Holds and their parts, row by row.
extension TenantTransaction {
  /// Adds an open hold without parts.
  /// - Returns: the one that is there already under its key.
  func insert(_ hold: Hold) throws -> Hold? {
    let isNew = try tx.execute(
      """
      INSERT INTO holds (tenant_id, id, key, account_id, subject_kind, subject_id, user_id, agent_id, model,
        operation_type, amount, messages, cost_micro_usd, state, counted_start, counted_end, lifetime, created_at,
        expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, key) DO NOTHING
      """, id, hold.id, hold.key, hold.account.id, hold.subject.kind.rawValue, hold.subject.id, hold.userID,
      hold.agentID, hold.model, hold.operationType, hold.units, hold.messages, hold.costMicroUSD,
      hold.counted?.start, hold.counted?.end, hold.lifetime.microseconds, hold.createdAt, hold.expiresAt)
    guard isNew == 0 else { return nil }
    return try tx.first(
      "SELECT \(Self.holdColumns) FROM holds h WHERE h.tenant_id = ? AND h.key = ?", id, hold.key, as: Self.hold)
  }

  /// Takes lots' shares for a hold: all of them, or none where the account does not have them any more.
  func hold(_ parts: [CreditState.Part], for holdID: String, _ account: LedgerAccount) throws -> Bool {
    let sum = parts.reduce(0) { $0 + $1.amount }
    guard sum > 0 else { return true }
    let isThere = try tx.execute(
      """
      UPDATE accounts SET held = held + ?
      WHERE tenant_id = ? AND id = ? AND posted - held - ? >= COALESCE(minimum, 0)
      """, sum, id, account.id, sum)
    guard isThere > 0 else { return false }
    for part in parts { try change(lot: part.lotID, held: part.amount) }
    try insert(
      into: "hold_parts", ["tenant_id", "hold_id", "lot_id", "amount"],
      parts.map { [id.sqlValue, holdID.sqlValue, $0.lotID.sqlValue, $0.amount.sqlValue] },
      "ON CONFLICT (tenant_id, hold_id, lot_id) DO UPDATE SET amount = hold_parts.amount + excluded.amount")
    return true
  }

  func hold(_ holdID: String) throws -> Hold? {
    try tx.first(
      "SELECT \(Self.holdColumns) FROM holds h WHERE h.tenant_id = ? AND h.id = ?", id, holdID, as: Self.hold)
  }

  /// What a hold's units are taken from; ``Entitlement/Beyond`` says what for those that no lot has.
  func funding(of hold: Hold, _ beyond: Entitlement.Beyond) throws -> UsageFunding {
    var funding = UsageFunding()
    var covered: Int64 = 0
    try tx.forEach(
      """
      SELECT l.source, p.amount FROM hold_parts p JOIN lots l ON l.tenant_id = p.tenant_id AND l.id = p.lot_id
      WHERE p.tenant_id = ? AND p.hold_id = ?
      """, [id.sqlValue, hold.id.sqlValue]
    ) { row in
      let amount = try row.int(1)
      funding.add(amount, from: try Self.source(row.text(0)))
      covered += amount
    }
    funding.add(uncovered: hold.units - covered, beyond)
    return funding
  }

  func parts(of holdID: String) throws -> [CreditState.Part] {
    try tx.all("SELECT lot_id, amount FROM hold_parts WHERE tenant_id = ? AND hold_id = ?", id, holdID) {
      CreditState.Part(lotID: try $0.text(0), amount: try $0.int(1))
    }
  }

  /// Notes how a hold ended.
  func close(_ hold: Hold, as state: Hold.State, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE holds SET state = ?, closed_at = ? WHERE tenant_id = ? AND id = ?", state.rawValue, now, id, hold.id)
  }

  /// Gives an open hold's parts back, and what it counts against limits.
  func free(_ hold: Hold) throws {
    let parts = try parts(of: hold.id)
    for part in parts { try change(lot: part.lotID, held: -part.amount) }
    let sum = parts.reduce(0) { $0 + $1.amount }
    if sum > 0 {
      try tx.execute("UPDATE accounts SET held = held - ? WHERE tenant_id = ? AND id = ?", sum, id, hold.account.id)
    }
    try uncount(hold)
  }

  /// A subject's open holds that nobody has settled in time.
  func overdueHolds(of subject: Subject, at now: Timestamp) throws -> [Hold] {
    try tx.all(
      """
      SELECT \(Self.holdColumns) FROM holds h
      WHERE h.tenant_id = ? AND h.subject_kind = ? AND h.subject_id = ? AND h.state = 'open' AND h.expires_at <= ?
      ORDER BY h.expires_at, h.id
      """, id, subject.kind.rawValue, subject.id, now, as: Self.hold)
  }

  /// The sum of a subject's holds that count: open ones, but for those that nobody has settled in time.
  func reservedUnits(of subject: Subject, besides holdID: String = "", at now: Timestamp) throws -> Int64 {
    try tx.first(
      """
      SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM holds
      WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND state = 'open' AND expires_at > ?
        AND id <> ?
      """, id, subject.kind.rawValue, subject.id, now, holdID
    ) { try $0.int(0) } ?? 0
  }

  /// Notes what an open hold is known to have used so far, which only grows, and lets it live on for its lifetime.
  /// - Returns: its new end; nil when it is not open.
  func record(_ progress: Hold.Progress, of holdID: String, at now: Timestamp) throws -> Timestamp? {
    try tx.first(
      """
      UPDATE holds SET
        progress_prompt_tokens = CASE WHEN progress_prompt_tokens < ? THEN ? ELSE progress_prompt_tokens END,
        progress_completion_tokens =
          CASE WHEN progress_completion_tokens < ? THEN ? ELSE progress_completion_tokens END,
        progress_cached_tokens = CASE WHEN progress_cached_tokens < ? THEN ? ELSE progress_cached_tokens END,
        expires_at = CASE WHEN expires_at < ? + lifetime THEN ? + lifetime ELSE expires_at END
      WHERE tenant_id = ? AND id = ? AND state = 'open' RETURNING expires_at
      """, progress.promptTokens, progress.promptTokens, progress.completionTokens, progress.completionTokens,
      progress.cachedTokens, progress.cachedTokens, now, now, id, holdID
    ) { try $0.time(0) }
  }

  static let holdColumns =
    """
    h.id, h.key, h.subject_kind, h.subject_id, h.account_id, h.user_id, h.agent_id, h.model, h.operation_type,
    h.amount, h.cost_micro_usd, h.state, h.progress_prompt_tokens, h.progress_completion_tokens, h.counted_start,
    h.counted_end, h.created_at, h.expires_at, h.messages, h.lifetime, h.progress_cached_tokens, h.closed_at
    """

  static func hold(_ row: any Row) throws -> Hold {
    let state = try row.text(11)
    guard let known = Hold.State(rawValue: state) else { throw StorageError.unexpectedType("hold state \(state)") }
    var hold = Hold(
      id: try row.text(0), key: try row.text(1), subject: try Subject(row, at: 2),
      asset: try LedgerAccount(id: row.text(4)).asset, userID: try row.optionalText(5),
      agentID: try row.optionalText(6), model: try row.text(7), operationType: try row.text(8),
      units: try row.int(9), messages: try row.int(18), costMicroUSD: try row.int(10), state: known,
      lifetime: .microseconds(try row.int(19)), createdAt: try row.time(16), expiresAt: try row.time(17),
      closedAt: try row.optionalTime(21))
    hold.progress = Hold.Progress(
      promptTokens: try row.int(12), completionTokens: try row.int(13), cachedTokens: try row.int(20))
    if let start = try row.optionalTime(14), let end = try row.optionalTime(15) {
      hold.counted = Interval(start: start, end: end)
    }
    return hold
  }
}
