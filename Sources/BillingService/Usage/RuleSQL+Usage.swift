extension RuleSQL {
  private static let sums = """
    COALESCE(SUM(u.messages), 0) <> t.messages OR COALESCE(SUM(u.prompt_tokens), 0) <> t.prompt_tokens
      OR COALESCE(SUM(u.completion_tokens), 0) <> t.completion_tokens
      OR COALESCE(SUM(u.cost_micro_usd), 0) <> t.cost_micro_usd
    """

  private static func totals(_ join: String, _ condition: String) -> String {
    """
    SELECT t.tenant_id, t.subject_kind || ':' || t.subject_id || ' ' || t.user_id,
      'the totals of the period from ' || t.period_start || ' are not the sums of its usage'
    FROM usage_totals t
    LEFT JOIN usage u ON u.tenant_id = t.tenant_id AND u.occurred_at >= t.period_start
      AND u.occurred_at < t.period_end AND \(join)
    WHERE \(condition)
    GROUP BY t.tenant_id, t.subject_kind, t.subject_id, t.user_id, t.period_start, t.period_end, t.messages,
      t.prompt_tokens, t.completion_tokens, t.cost_micro_usd
    HAVING \(sums)
    """
  }

  private static func held(_ amount: String, _ condition: String) -> String {
    "COALESCE((SELECT SUM(\(amount)) FROM holds h WHERE h.tenant_id = t.tenant_id AND \(condition)), 0)"
  }

  /// Open holds of a subject that count in a total, and those of a user in the month in which they were made.
  private static let ofSubject = """
    h.state = 'open' AND h.subject_kind = t.subject_kind AND h.subject_id = t.subject_id
      AND h.counted_start = t.period_start AND h.counted_end = t.period_end AND t.user_id = ''
    """
  private static let ofUser = """
    h.state = 'open' AND h.user_id = t.subject_id AND h.counted_start IS NOT NULL
      AND h.created_at >= t.period_start AND h.created_at < t.period_end
    """

  /// Records of usage, their sums and who pays for them.
  static let usage: [RuleSQL] = [
    RuleSQL(
      "a period's totals are the sums of its usage",
      totals(
        """
        u.subject_kind = t.subject_kind AND u.subject_id = t.subject_id
          AND (t.user_id = '' OR u.user_id = t.user_id)
        """, "t.user_id <> '*'")),
    RuleSQL(
      "a user's totals are the sums over all organizations", totals("u.user_id = t.subject_id", "t.user_id = '*'")),
    RuleSQL(
      "what counts against limits is what open holds count",
      """
      SELECT t.tenant_id, t.subject_kind || ':' || t.subject_id || ' ' || t.user_id,
        'holds ' || t.held_tokens || ' tokens in the period from ' || t.period_start || ' without holds that count them'
      FROM usage_totals t
      WHERE t.user_id <> '*' AND (t.held_tokens <> \(held("h.amount", ofSubject))
          OR t.held_cost_micro_usd <> \(held("h.cost_micro_usd", ofSubject)))
        OR t.user_id = '*' AND (t.held_tokens <> \(held("h.amount", ofUser))
          OR t.held_cost_micro_usd <> \(held("h.cost_micro_usd", ofUser)))
      """),
    RuleSQL(
      "usage is in the totals of its month",
      """
      SELECT u.tenant_id, u.id, 'is in no totals' FROM usage u WHERE NOT EXISTS (
        SELECT 1 FROM usage_totals t WHERE t.tenant_id = u.tenant_id AND t.subject_kind = u.subject_kind
          AND t.subject_id = u.subject_id AND t.user_id = '' AND t.period_start <= u.occurred_at
          AND t.period_end > u.occurred_at)
      """),
    RuleSQL(
      "a subject's usage is counted without gaps",
      """
      SELECT tenant_id, subject_kind || ':' || subject_id,
        CAST(COUNT(*) AS TEXT) || ' records are numbered ' || MIN(seq) || ' to ' || MAX(seq)
      FROM usage GROUP BY tenant_id, subject_kind, subject_id, asset
      HAVING MIN(seq) <> 1 OR MAX(seq) <> COUNT(*)
      """),
    RuleSQL(
      "the last number is the account's",
      """
      SELECT a.tenant_id, a.id, 'has counted to ' || a.usage_seq FROM accounts a
      WHERE a.kind = 'credits' AND a.usage_seq <> COALESCE((
        SELECT MAX(u.seq) FROM usage u WHERE u.tenant_id = a.tenant_id AND u.subject_kind = a.subject_kind
          AND u.subject_id = a.subject_id AND u.asset = a.asset), 0)
      """),
    RuleSQL(
      "every unit has one funding",
      """
      SELECT tenant_id, id, 'has ' || units || ' units and other fundings' FROM usage
      WHERE units <> included_units + grant_units + topup_units + metered_units + overage_units
      """),
    // `|| ''` keeps SQLite from the index by account, under which all usage of the tenant stands.
    RuleSQL(
      "usage has the journal that says who pays for it",
      """
      SELECT u.tenant_id, u.id, 'has ' || u.units || ' units, and its journal others' FROM usage u
      LEFT JOIN journals j ON j.tenant_id = u.tenant_id AND j.key = u.journal_key
      WHERE j.key IS NULL OR (j.kind = 'usage' AND u.units <> COALESCE((
        SELECT SUM(e.amount) FROM entries e WHERE e.tenant_id = u.tenant_id AND e.journal_key = u.journal_key
          AND e.account_id || '' = 'consumed:' || u.asset), 0))
      """),
    RuleSQL(
      "a lot's units are paid by lots",
      """
      SELECT u.tenant_id, u.id, 'has ' || (u.included_units + u.grant_units + u.topup_units)
        || ' units of lots, and its journal others'
      FROM usage u
      WHERE u.included_units + u.grant_units + u.topup_units <> COALESCE((
          SELECT -SUM(e.amount) FROM entries e
          WHERE e.tenant_id = u.tenant_id AND e.journal_key = u.journal_key AND e.lot_id IS NOT NULL), 0)
        AND EXISTS (
          SELECT 1 FROM journals j WHERE j.tenant_id = u.tenant_id AND j.key = u.journal_key AND j.kind = 'usage')
      """),
    // Sets rather than a join: there is no index for it.
    RuleSQL(
      "a journal of usage has its record",
      """
      SELECT x.tenant_id, x.key, 'has no record' FROM (
        SELECT tenant_id, key FROM journals WHERE kind = 'usage'
        EXCEPT SELECT tenant_id, journal_key FROM usage) x
      """),
  ]
}
