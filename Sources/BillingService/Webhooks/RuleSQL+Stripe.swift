import Storage

extension RuleSQL {
  /// How long an event may wait for being applied.
  private static let patience = Duration.seconds(600)

  /// What Stripe has reported, and what it was asked.
  static let stripe: [RuleSQL] = [
    RuleSQL(
      "no event of Stripe waits for long",
      """
      SELECT tenant_id, id, type || ' has waited for more than ten minutes: ' || COALESCE(error, 'nobody has tried')
      FROM stripe_events WHERE state = 'pending' AND received_at < ?
      """, { [$0.subtracting(patience).sqlValue] }),
    RuleSQL(
      "what became of each call to Stripe is known",
      "SELECT tenant_id, key, 'was sent, and is not to be found there' FROM stripe_calls WHERE state = 'unknown'"),
  ]
}
