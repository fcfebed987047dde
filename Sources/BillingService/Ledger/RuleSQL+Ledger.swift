extension RuleSQL {
  /// Journals, entries and accounts.
  static let ledger: [RuleSQL] = [
    RuleSQL(
      "the entries of a journal add up to 0 in each asset",
      """
      SELECT tenant_id, journal_key, asset || ' adds up to ' || CAST(SUM(amount) AS TEXT) FROM entries
      GROUP BY tenant_id, journal_key, asset HAVING SUM(amount) <> 0
      """),
    RuleSQL(
      "an entry belongs to a journal",
      """
      SELECT DISTINCT e.tenant_id, e.journal_key, 'has entries and is not there' FROM entries e
      LEFT JOIN journals j ON j.tenant_id = e.tenant_id AND j.key = e.journal_key WHERE j.key IS NULL
      """),
    RuleSQL(
      "an account's balance is the sum of its entries",
      """
      SELECT a.tenant_id, a.id, 'has ' || a.posted || ', its entries ' || CAST(COALESCE(e.total, 0) AS TEXT)
      FROM accounts a
      LEFT JOIN (
        SELECT tenant_id, account_id, SUM(amount) AS total FROM entries GROUP BY tenant_id, account_id) e
        ON e.tenant_id = a.tenant_id AND e.account_id = a.id
      WHERE a.posted <> COALESCE(e.total, 0)
      """),
    RuleSQL(
      "a subject's account with entries has a balance",
      """
      SELECT DISTINCT e.tenant_id, e.account_id, 'has entries and no balance' FROM entries e
      LEFT JOIN accounts a ON a.tenant_id = e.tenant_id AND a.id = e.account_id
      WHERE a.id IS NULL AND (e.account_id LIKE '%:organization:%' OR e.account_id LIKE '%:user:%')
      """),
    RuleSQL(
      "what an account holds is the sum of its open holds' parts",
      """
      SELECT a.tenant_id, a.id, 'holds ' || a.held || ', its open holds ' || CAST(COALESCE(h.total, 0) AS TEXT)
      FROM accounts a
      LEFT JOIN (
        SELECT o.tenant_id, o.account_id, SUM(p.amount) AS total FROM holds o
        JOIN hold_parts p ON p.tenant_id = o.tenant_id AND p.hold_id = o.id
        WHERE o.state = 'open' GROUP BY o.tenant_id, o.account_id) h
        ON h.tenant_id = a.tenant_id AND h.account_id = a.id
      WHERE a.held <> COALESCE(h.total, 0)
      """),
    RuleSQL(
      "no account is below its minimum",
      """
      SELECT tenant_id, id, 'has ' || posted || ' and holds ' || held FROM accounts WHERE posted - held < minimum
      """),
    RuleSQL("no journal was altered, removed or inserted") { tx, _ in
      try JournalSealStore.breaches(tx)
        + tx.all(
          """
          SELECT j.tenant_id, j.key FROM journals j
          LEFT JOIN journal_seals s ON s.tenant_id = j.tenant_id AND s.journal_key = j.key
          LEFT JOIN journals_unsealed u ON u.tenant_id = j.tenant_id AND u.key = j.key
          WHERE s.position IS NULL AND u.key IS NULL
          """
        ) { BillingBreach(try $0.text(0), try $0.text(1), "was inserted, or its seal was cut off") }
        + tx.all(
          """
          SELECT u.tenant_id, u.key FROM journals_unsealed u
          LEFT JOIN journals j ON j.tenant_id = u.tenant_id AND j.key = u.key WHERE j.key IS NULL
          """
        ) { BillingBreach(try $0.text(0), try $0.text(1), "was removed before it was sealed") }
    },
  ]
}
