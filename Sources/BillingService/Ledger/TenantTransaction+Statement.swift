import Storage

extension TenantTransaction {
  /// A subject's books at a moment.
  func statement(of subject: Subject, at now: Timestamp) throws -> LedgerStatement {
    var sums: [String: Int64] = [:]
    let lines = try tx.all(
      """
      SELECT e.occurred_at, e.journal_key, e.account_id, e.lot_id, e.amount FROM accounts a
      JOIN entries e ON e.tenant_id = a.tenant_id AND e.account_id = a.id
      WHERE a.tenant_id = ? AND a.subject_kind = ? AND a.subject_id = ?
      ORDER BY e.occurred_at, e.journal_key, e.line
      """, id, subject.kind.rawValue, subject.id
    ) { row in
      let (account, amount) = (try row.text(2), try row.int(4))
      sums[account, default: 0] += amount
      return LedgerStatement.Line(
        at: try row.time(0), journal: try row.text(1), account: account, lot: try row.optionalText(3),
        amount: amount, balance: sums[account] ?? 0)
    }
    let balances = try tx.all(
      """
      SELECT id, posted, held FROM accounts WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? ORDER BY id
      """, id, subject.kind.rawValue, subject.id
    ) { row in
      let account = try row.text(0)
      return LedgerStatement.Balance(
        account: account, derived: sums[account] ?? 0, posted: try row.int(1), held: try row.int(2))
    }
    let entitlement = try entitlement(of: subject, at: now)
    let state = try creditState(of: subject, entitlement.asset).previewing(entitlement, at: now)
    return LedgerStatement(lines: lines, balances: balances, available: state.available(at: now))
  }
}
