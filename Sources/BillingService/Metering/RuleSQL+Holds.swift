import Storage

extension RuleSQL {
  /// How long after its end a hold may wait for its sweep.
  private static let sweepTime = Duration.seconds(300)

  /// Holds and what became of them.
  static let holds: [RuleSQL] = [
    RuleSQL(
      "a settled hold has one record of usage",
      """
      SELECT h.tenant_id, h.id, 'is settled and has ' || CAST(COUNT(u.id) AS TEXT) || ' records' FROM holds h
      LEFT JOIN usage u ON u.tenant_id = h.tenant_id AND u.source = 'hold' AND u.source_id = h.id
      WHERE h.state = 'settled' GROUP BY h.tenant_id, h.id HAVING COUNT(u.id) <> 1
      """),
    RuleSQL(
      "a hold that ended with progress has it booked",
      """
      SELECT h.tenant_id, h.id, 'had used something, which is not booked' FROM holds h
      LEFT JOIN usage u ON u.tenant_id = h.tenant_id AND u.source = 'progress' AND u.source_id = h.id
      WHERE h.state = 'expired' AND h.progress_prompt_tokens + h.progress_completion_tokens > 0 AND u.id IS NULL
      """),
    RuleSQL(
      "no hold is open long after its end",
      """
      SELECT tenant_id, id, 'has been open for more than five minutes after its end' FROM holds
      WHERE state = 'open' AND expires_at < ?
      """, { [$0.adding(.zero - sweepTime).sqlValue] }),
    RuleSQL(
      "a hold's parts are no more than the hold",
      """
      SELECT h.tenant_id, h.id, 'has parts of ' || CAST(SUM(p.amount) AS TEXT) || ', and is of ' || h.amount
      FROM holds h JOIN hold_parts p ON p.tenant_id = h.tenant_id AND p.hold_id = h.id
      GROUP BY h.tenant_id, h.id, h.amount HAVING SUM(p.amount) > h.amount
      """),
  ]
}
