import Storage

extension RuleSQL {
  /// Money, and what it pays for.
  static let payments: [RuleSQL] = [
    RuleSQL(
      "a payment that succeeded is booked",
      """
      SELECT p.tenant_id, p.id, 'has no booking of its PaymentIntent' FROM payments p
      LEFT JOIN paid_intents b ON b.tenant_id = p.tenant_id AND b.reference = p.intent_id
      WHERE p.status = 'succeeded' AND b.reference IS NULL
      """),
    RuleSQL(
      "money that is booked has its journal",
      """
      SELECT b.tenant_id, b.reference, 'has no journal ' || b.journal_key FROM paid_intents b
      LEFT JOIN journals j ON j.tenant_id = b.tenant_id AND j.key = b.journal_key
      WHERE b.amount > 0 AND j.key IS NULL
      """),
    RuleSQL("what lies with the payment provider is what was paid and has not gone back") { tx, _ in
      try tx.all(
        """
        SELECT s.tenant_id, s.currency, CAST(SUM(s.amount) AS BIGINT) FROM (
          SELECT tenant_id, currency, amount - returned AS amount FROM paid_intents
          UNION ALL SELECT tenant_id, asset, -amount FROM entries WHERE account_id LIKE 'stripe_clearing:%') s
        GROUP BY s.tenant_id, s.currency HAVING SUM(s.amount) <> 0
        """
      ) { BillingBreach(try $0.text(0), try $0.text(1), "\(try $0.int(2)) more was paid than lies there") }
    },
    RuleSQL(
      "no more overage is paid than was used",
      """
      SELECT tenant_id, id, 'stands at ' || posted FROM accounts WHERE kind = 'overage' AND posted > 0
      """),
    RuleSQL(
      "of a payment goes back no more than was paid",
      """
      SELECT tenant_id, reference, 'was ' || amount || ', ' || returned || ' went back' FROM paid_intents
      WHERE returned < 0 OR returned > amount
      """),
    RuleSQL(
      "a reward that is void is taken back",
      """
      SELECT r.tenant_id, r.id, 'has left ' || l.remaining || ' of ' || l.id FROM referrals r
      JOIN lots l ON l.tenant_id = r.tenant_id
        AND l.id IN ('referral:' || r.id || ':referrer', 'referral:' || r.id || ':referee')
      WHERE r.status = 'void' AND l.revoked <> l.granted
      """),
  ]
}
