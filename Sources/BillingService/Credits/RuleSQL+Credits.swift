extension RuleSQL {
  /// Lots, grants and what was taken back.
  static let credits: [RuleSQL] = [
    RuleSQL(
      "a lot has left what its entries add up to",
      """
      SELECT l.tenant_id, l.id, 'has ' || l.remaining || ' left, its entries ' || CAST(COALESCE(e.total, 0) AS TEXT)
      FROM lots l
      LEFT JOIN (
        SELECT tenant_id, lot_id, SUM(amount) AS total FROM entries WHERE lot_id IS NOT NULL
        GROUP BY tenant_id, lot_id) e ON e.tenant_id = l.tenant_id AND e.lot_id = l.id
      WHERE l.remaining <> COALESCE(e.total, 0)
      """),
    RuleSQL(
      "a lot was granted what its grant and its adjustments say",
      """
      SELECT l.tenant_id, l.id, 'was granted ' || l.granted || ', by its journals ' || CAST(COALESCE(e.total, 0) AS TEXT)
      FROM lots l
      LEFT JOIN (
        SELECT e.tenant_id, e.lot_id, SUM(e.amount) AS total FROM entries e
        JOIN journals j ON j.tenant_id = e.tenant_id AND j.key = e.journal_key
        WHERE e.lot_id IS NOT NULL
          AND (j.kind IN ('grant', 'adjustment') OR (j.kind = 'opening' AND e.amount > 0))
        GROUP BY e.tenant_id, e.lot_id) e ON e.tenant_id = l.tenant_id AND e.lot_id = l.id
      WHERE l.granted <> COALESCE(e.total, 0)
      """),
    RuleSQL(
      "a lot holds no more than it has, and has no more than it was granted",
      """
      SELECT tenant_id, id, 'granted ' || granted || ', left ' || remaining || ', held ' || held FROM lots
      WHERE held < 0 OR held > remaining OR remaining > granted
      """),
    RuleSQL(
      "what a lot holds is the sum of its parts in open holds",
      """
      SELECT l.tenant_id, l.id, 'holds ' || l.held || ', its open parts ' || CAST(COALESCE(h.total, 0) AS TEXT)
      FROM lots l
      LEFT JOIN (
        SELECT p.tenant_id, p.lot_id, SUM(p.amount) AS total FROM hold_parts p
        JOIN holds o ON o.tenant_id = p.tenant_id AND o.id = p.hold_id
        WHERE o.state = 'open' GROUP BY p.tenant_id, p.lot_id) h ON h.tenant_id = l.tenant_id AND h.lot_id = l.id
      WHERE l.held <> COALESCE(h.total, 0)
      """),
    RuleSQL(
      "nothing is used of a lot after its end",
      """
      SELECT l.tenant_id, l.id, 'was used by ' || j.key || ' after its end' FROM lots l
      JOIN entries e ON e.tenant_id = l.tenant_id AND e.lot_id = l.id
      JOIN journals j ON j.tenant_id = e.tenant_id AND j.key = e.journal_key
      WHERE j.kind = 'usage' AND j.occurred_at >= l.expires_at
      """),
    RuleSQL(
      "a subject's credits are the sum of its lots",
      """
      SELECT a.tenant_id, a.id, 'has ' || a.posted || ', its lots ' || CAST(COALESCE(l.total, 0) AS TEXT)
      FROM accounts a
      LEFT JOIN (
        SELECT tenant_id, account_id, SUM(remaining) AS total FROM lots GROUP BY tenant_id, account_id) l
        ON l.tenant_id = a.tenant_id AND l.account_id = a.id
      WHERE a.kind = 'credits' AND a.posted <> COALESCE(l.total, 0)
      """),
    RuleSQL(
      "a period is granted once",
      """
      SELECT tenant_id, account_id, CAST(COUNT(*) AS TEXT) || ' lots of one period' FROM lots WHERE source = 'plan'
      GROUP BY tenant_id, account_id, effective_at HAVING COUNT(*) > 1
      """),
    RuleSQL(
      "a grant has its lot",
      """
      SELECT j.tenant_id, j.key, 'has no lot' FROM journals j
      LEFT JOIN lots l ON l.tenant_id = j.tenant_id AND l.id = j.key WHERE j.kind = 'grant' AND l.id IS NULL
      """),
    RuleSQL("of a refunded grant is kept what is still paid for") { tx, _ in
      try tx.all(
        """
        SELECT l.tenant_id, l.id, l.granted, l.revoked, CAST(SUM(c.amount) AS BIGINT), MAX(c.charged) FROM lots l
        JOIN clawbacks c ON c.tenant_id = l.tenant_id AND c.lot_id = l.id
        GROUP BY l.tenant_id, l.id, l.granted, l.revoked
        """
      ) { row -> BillingBreach? in
        let (granted, revoked) = (try row.int(2), try row.int(3))
        let kept = Clawback.kept(of: granted, refunded: try row.int(4), charged: try row.int(5))
        guard revoked != granted - kept else { return nil }
        return BillingBreach(
          try row.text(0), try row.text(1), "\(revoked) of \(granted) were taken back, \(granted - kept) are to be")
      }.compactMap(\.self)
    },
  ]
}
