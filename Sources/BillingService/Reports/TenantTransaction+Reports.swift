import Storage

/// Sums for reports.
extension TenantTransaction {
  /// What came in in USD and what models cost, from the ledger's entries.
  /// - Parameter interval: nil for all time.
  func financialReport(in interval: Interval?) throws -> FinancialReport {
    var streams: [String: RevenueStream] = [:]
    for stream in RevenueStream.allCases { streams[LedgerAccount.revenue(stream, in: .usd).id] = stream }
    let cost = LedgerAccount(.modelCost, .microUSD).id
    let accounts = streams.keys.sorted() + [cost]
    let bounds = interval ?? Interval(start: .earliest, end: .latest)
    var revenue: [RevenueStream: Int64] = [:]
    var modelCost: Int64 = 0
    try tx.forEach(
      """
      SELECT account_id, CAST(SUM(amount) AS BIGINT) FROM entries
      WHERE tenant_id = ? AND account_id IN (\(accounts.placeholders)) AND occurred_at >= ? AND occurred_at < ?
      GROUP BY account_id
      """, [id.sqlValue] + accounts.map(\.sqlValue) + [bounds.start.sqlValue, bounds.end.sqlValue]
    ) { row in
      let (account, sum) = (try row.text(0), try row.int(1))
      if let stream = streams[account] { revenue[stream] = sum } else { modelCost = sum }
    }
    return FinancialReport(interval: interval, revenue: revenue, modelCost: modelCost)
  }

  /// Figures since the beginning.
  /// - Parameter planSlug: the plan whose live subscriptions are counted.
  func billingStats(planSlug: String) throws -> BillingStats {
    let booked = try tx.first(
      """
      SELECT COUNT(*), CAST(COALESCE(SUM(units), 0) AS BIGINT), CAST(COALESCE(SUM(cost_micro_usd), 0) AS BIGINT)
      FROM usage WHERE tenant_id = ? AND operation_type = 'task'
      """, id
    ) { (count: try $0.int(0), tokens: try $0.int(1), cost: try $0.int(2)) }
    let begun = try count("FROM holds WHERE tenant_id = ? AND operation_type = 'task'", [id.sqlValue])
    let users = try count(
      """
      FROM (
        SELECT user_id FROM holds WHERE tenant_id = ? AND operation_type = 'task' AND user_id IS NOT NULL
        UNION SELECT user_id FROM payments WHERE tenant_id = ? AND kind = 'micro_payment' AND user_id IS NOT NULL) u
      """, [id.sqlValue, id.sqlValue])
    return BillingStats(
      tasks: begun, completedTasks: booked?.count ?? 0, taskTokens: booked?.tokens ?? 0, taskCost: booked?.cost ?? 0,
      users: users, subscriptions: try liveSubscriptionsByPlan()[planSlug] ?? 0,
      money: try financialReport(in: nil))
  }

  private func count(_ from: String, _ values: [SQLValue]) throws -> Int64 {
    try tx.all("SELECT COUNT(*) \(from)", values: values) { try $0.int(0) }.first ?? 0
  }
}
