import Storage

extension BillingSchema {
  /// Quotas, top-ups, reservations and usage as they were kept before the ledger move into it, with one opening
  /// journal for each subject: what it was given, what it has used of that and of nothing, and what that cost.
  ///
  /// A month's records are paid in their order: included units first, then the top-ups', then the rest as overage,
  /// in the sums that the month had.
  static let opening = Migration("0011_opening") { dialect in
    let sql = OpeningSQL(dialect)
    return sql.lots + sql.holds + sql.usage + sql.journals + sql.accounts
      + ["usage_periods", "topups", "reservations", "usage_records"].map { "DROP TABLE \($0)" }
  }
}

/// The statements of the move, which differ in dates and in the names of functions.
private struct OpeningSQL {
  let dialect: Dialect

  init(_ dialect: Dialect) { self.dialect = dialect }

  private var least: String { dialect == .sqlite ? "MIN" : "LEAST" }
  private var greatest: String { dialect == .sqlite ? "MAX" : "GREATEST" }

  private func month(of column: String) -> String {
    switch dialect {
    case .sqlite:
      "CAST(strftime('%s', \(column) / 1000000, 'unixepoch', 'start of month') AS INTEGER) * 1000000"
    case .postgres:
      """
      CAST(EXTRACT(EPOCH FROM date_trunc('month', to_timestamp(\(column) / 1000000) AT TIME ZONE 'UTC')) AS BIGINT)
        * 1000000
      """
    }
  }

  private func nextMonth(of start: String) -> String {
    switch dialect {
    case .sqlite: "CAST(strftime('%s', \(start) / 1000000, 'unixepoch', '+1 month') AS INTEGER) * 1000000"
    case .postgres:
      """
      CAST(EXTRACT(EPOCH FROM (to_timestamp(\(start) / 1000000) AT TIME ZONE 'UTC' + INTERVAL '1 month')) AS BIGINT)
        * 1000000
      """
    }
  }

  private var now: String {
    switch dialect {
    case .sqlite: "CAST(strftime('%s', 'now') AS INTEGER) * 1000000"
    case .postgres: "CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) * 1000000"
    }
  }

  /// SHA-256 of nothing, which is what these journals were asked with.
  private var emptyHash: String {
    let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    return dialect == .sqlite ? "X'\(hex)'" : "decode('\(hex)', 'hex')"
  }

  private var nothing: String { dialect == .sqlite ? "X''" : "decode('', 'hex')" }

  private func subject(_ alias: String) -> String { "\(alias).subject_kind || ':' || \(alias).subject_id" }

  /// Used of what a month includes, and beyond both it and the top-ups.
  private var ofIncluded: String { "\(least)(p.used_tokens - p.topup_tokens, p.included_tokens)" }

  var lots: [String] {
    [
      """
      INSERT INTO lots (tenant_id, id, account_id, source, priority, granted, remaining, effective_at, expires_at,
        is_open)
      SELECT p.tenant_id, 'grant:token:' || \(subject("p")) || ':' || p.period_start,
        'credits:token:' || \(subject("p")), 'plan', 10, p.included_tokens, p.included_tokens - \(ofIncluded),
        p.period_start, \(nextMonth(of: "p.period_start")), 1
      FROM usage_periods p WHERE p.included_tokens > 0
      """,
      """
      INSERT INTO lots (tenant_id, id, account_id, source, priority, granted, remaining, effective_at, is_open)
      SELECT t.tenant_id, 'topup:' || COALESCE(t.reference, t.id), 'credits:token:' || \(subject("t")), 'topup', 30,
        t.tokens, t.remaining_tokens, t.created_at, CASE WHEN t.remaining_tokens > 0 THEN 1 ELSE 0 END
      FROM topups t
      """,
    ]
  }

  /// Open reservations keep what the month's lot has for them; what came from top-ups is covered when they are
  /// settled.
  var holds: [String] {
    [
      """
      INSERT INTO holds (tenant_id, id, key, account_id, subject_kind, subject_id, model, operation_type, amount,
        messages, cost_micro_usd, state, lifetime, created_at, expires_at, closed_at)
      SELECT r.tenant_id, r.id, 'hold:' || r.id, 'credits:token:' || \(subject("r")), r.subject_kind, r.subject_id,
        r.model, r.operation_type, r.tokens, CASE WHEN r.operation_type = 'chat' THEN 1 ELSE 0 END, 0, r.status,
        r.expires_at - r.created_at, r.created_at, r.expires_at, r.closed_at
      FROM reservations r
      """,
      """
      INSERT INTO hold_parts (tenant_id, hold_id, lot_id, amount)
      SELECT o.tenant_id, o.id, o.lot_id, o.amount FROM (
        SELECT r.tenant_id, r.id, l.id AS lot_id, \(least)(r.tokens, l.remaining - CAST(COALESCE(SUM(r.tokens) OVER (
          PARTITION BY r.tenant_id, r.subject_kind, r.subject_id, r.period_start ORDER BY r.id
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS BIGINT)) AS amount
        FROM reservations r
        JOIN lots l ON l.tenant_id = r.tenant_id
          AND l.id = 'grant:token:' || \(subject("r")) || ':' || r.period_start
        WHERE r.status = 'open') o
      WHERE o.amount > 0
      """,
      """
      UPDATE lots SET held = COALESCE((
        SELECT CAST(SUM(p.amount) AS BIGINT) FROM hold_parts p
        WHERE p.tenant_id = lots.tenant_id AND p.lot_id = lots.id), 0)
      """,
    ]
  }

  var usage: [String] {
    [
      """
      INSERT INTO usage (tenant_id, id, subject_kind, subject_id, asset, seq, source, source_id, agent_id, lead_id,
        model, operation_type, messages, prompt_tokens, cached_tokens, completion_tokens, units, included_units,
        grant_units, topup_units, metered_units, overage_units, cost_micro_usd, is_priced, price_version, hold_id, journal_key,
        occurred_at)
      SELECT f.tenant_id, f.id, f.subject_kind, f.subject_id, 'token', f.seq,
        CASE WHEN f.reservation_id IS NULL THEN 'report' ELSE 'hold' END, COALESCE(f.reservation_id, f.id), f.agent_id,
        f.lead_id, f.model, f.operation_type, CASE WHEN f.operation_type = 'chat' THEN 1 ELSE 0 END, f.prompt_tokens,
        0, f.completion_tokens, f.units, f.included, 0, f.lots, 0, f.units - f.included - f.lots, f.cost_micro_usd,
        f.is_priced, 0, f.reservation_id, 'opening:token:' || \(subject("f")), f.created_at
      FROM (
        SELECT m.*, \(greatest)(0, \(least)(m.earlier + m.units, m.of_included) - m.earlier) AS included,
          \(greatest)(0, \(least)(m.earlier + m.units, m.of_included + m.of_lots)
            - \(greatest)(m.earlier, m.of_included)) AS lots
        FROM (
          SELECT u.*, u.prompt_tokens + u.completion_tokens AS units,
            ROW_NUMBER() OVER (PARTITION BY u.tenant_id, u.subject_kind, u.subject_id ORDER BY u.created_at, u.id)
              AS seq,
            CAST(COALESCE(SUM(u.prompt_tokens + u.completion_tokens) OVER (
              PARTITION BY u.tenant_id, u.subject_kind, u.subject_id, \(month(of: "u.created_at"))
              ORDER BY u.created_at, u.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS BIGINT) AS earlier,
            COALESCE(\(ofIncluded), 0) AS of_included, COALESCE(p.topup_tokens, 0) AS of_lots
          FROM usage_records u
          LEFT JOIN usage_periods p ON p.tenant_id = u.tenant_id AND p.subject_kind = u.subject_kind
            AND p.subject_id = u.subject_id AND p.period_start = \(month(of: "u.created_at"))) m) f
      """,
      """
      INSERT INTO usage_totals (tenant_id, subject_kind, subject_id, user_id, period_start, period_end, messages,
        prompt_tokens, completion_tokens, cost_micro_usd)
      SELECT s.tenant_id, s.subject_kind, s.subject_id, '', s.month, \(nextMonth(of: "s.month")),
        CAST(SUM(s.messages) AS BIGINT), CAST(SUM(s.prompt_tokens) AS BIGINT),
        CAST(SUM(s.completion_tokens) AS BIGINT), CAST(SUM(s.cost_micro_usd) AS BIGINT)
      FROM (SELECT u.*, \(month(of: "u.occurred_at")) AS month FROM usage u) s
      GROUP BY s.tenant_id, s.subject_kind, s.subject_id, s.month
      """,
    ]
  }

  var journals: [String] {
    [
      """
      INSERT INTO journals (tenant_id, key, request_hash, kind, subject_kind, subject_id, occurred_at, response)
      SELECT s.tenant_id, 'opening:token:' || \(subject("s")), \(emptyHash), 'opening', s.subject_kind, s.subject_id,
        \(now), \(nothing)
      FROM (
        SELECT tenant_id, subject_kind, subject_id FROM usage_periods
        UNION SELECT tenant_id, subject_kind, subject_id FROM topups
        UNION SELECT tenant_id, subject_kind, subject_id FROM usage_records) s
      """,
      "INSERT INTO journals_unsealed (tenant_id, key) SELECT tenant_id, key FROM journals",
      """
      INSERT INTO entries (tenant_id, journal_key, line, account_id, asset, lot_id, amount, occurred_at)
      SELECT e.tenant_id, j.key, ROW_NUMBER() OVER (
          PARTITION BY e.tenant_id, e.subject ORDER BY e.lot_id, e.account_id, e.amount) - 1,
        e.account_id, e.asset, CASE WHEN e.lot_id = '' OR e.of_lot = 0 THEN NULL ELSE e.lot_id END, e.amount,
        j.occurred_at
      FROM (\(entries)) e
      JOIN journals j ON j.tenant_id = e.tenant_id AND j.key = 'opening:token:' || e.subject
      WHERE e.amount <> 0
      """,
    ]
  }

  /// Each lot's grant and what is used of it; usage beyond the lots; what models cost.
  private var entries: String {
    let prefix = "credits:token:"
    let lot =
      "l.tenant_id, substr(l.account_id, \(prefix.count + 1)) AS subject, l.id AS lot_id"
    let sums = """
      SELECT tenant_id, subject_kind || ':' || subject_id AS subject, CAST(SUM(overage_units) AS BIGINT) AS overage,
        CAST(SUM(cost_micro_usd) AS BIGINT) AS cost
      FROM usage GROUP BY tenant_id, subject_kind, subject_id
      """
    func line(_ account: String, _ asset: String, _ amount: String) -> String {
      """
      SELECT s.tenant_id, s.subject, '' AS lot_id, 0 AS of_lot, \(account) AS account_id, '\(asset)' AS asset,
        \(amount) AS amount FROM (\(sums)) s
      """
    }
    return """
      SELECT \(lot), 1 AS of_lot, l.account_id, 'token' AS asset, l.granted AS amount FROM lots l
      UNION ALL SELECT \(lot), 0 AS of_lot, 'issued:token' AS account_id, 'token' AS asset, -l.granted AS amount FROM lots l
      UNION ALL SELECT \(lot), 1 AS of_lot, l.account_id, 'token' AS asset, l.remaining - l.granted AS amount FROM lots l
      UNION ALL SELECT \(lot), 0 AS of_lot, 'consumed:token' AS account_id, 'token' AS asset,
        l.granted - l.remaining AS amount FROM lots l
      UNION ALL \(line("'overage:token:' || s.subject", "token", "-s.overage"))
      UNION ALL \(line("'consumed:token'", "token", "s.overage"))
      UNION ALL \(line("'api_cost:microusd'", "microusd", "s.cost"))
      UNION ALL \(line("'provider_payable:microusd'", "microusd", "-s.cost"))
      """
  }

  var accounts: [String] {
    func insert(_ kind: String, minimum: String, condition: String) -> String {
      """
      INSERT INTO accounts (tenant_id, id, kind, asset, subject_kind, subject_id, posted, held, minimum, usage_seq)
      SELECT a.tenant_id, a.id, '\(kind)', 'token', a.subject_kind, a.subject_id, a.posted,
        CASE WHEN '\(kind)' = 'credits' THEN a.held ELSE 0 END, \(minimum),
        CASE WHEN '\(kind)' = 'credits' THEN a.seq ELSE 0 END
      FROM (
        SELECT j.tenant_id, '\(kind):token:' || \(subject("j")) AS id, j.subject_kind, j.subject_id,
          CAST(COALESCE((SELECT SUM(e.amount) FROM entries e WHERE e.tenant_id = j.tenant_id
            AND e.account_id = '\(kind):token:' || \(subject("j"))), 0) AS BIGINT) AS posted,
          CAST(COALESCE((SELECT SUM(l.held) FROM lots l WHERE l.tenant_id = j.tenant_id
            AND l.account_id = 'credits:token:' || \(subject("j"))), 0) AS BIGINT) AS held,
          COALESCE((SELECT MAX(u.seq) FROM usage u WHERE u.tenant_id = j.tenant_id
            AND u.subject_kind = j.subject_kind AND u.subject_id = j.subject_id), 0) AS seq
        FROM journals j) a
      WHERE \(condition)
      """
    }
    return [
      insert("credits", minimum: "0", condition: "1 = 1"),
      insert("overage", minimum: "CAST(NULL AS BIGINT)", condition: "a.posted <> 0"),
    ]
  }
}
