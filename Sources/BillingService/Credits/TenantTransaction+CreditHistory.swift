import Storage

/// A subject's balance, journal by journal.
extension TenantTransaction {
  /// A part of what changed a subject's balance, newest first, and how much there is of it in all.
  func creditHistory(
    of subject: Subject, _ query: CreditHistoryQuery
  ) throws -> (transactions: [CreditTransaction], total: Int64) {
    let condition = Self.condition(of: query.kind)
    let values = [id.sqlValue, subject.kind.rawValue.sqlValue, subject.id.sqlValue]
    let from = """
      FROM journals j LEFT JOIN lots l ON j.kind = 'grant' AND l.tenant_id = j.tenant_id AND l.id = j.key
      WHERE j.tenant_id = ? AND j.subject_kind = ? AND j.subject_id = ? AND \(condition)
      """
    let total = try tx.all("SELECT COUNT(*) \(from)", values: values) { try $0.int(0) }.first ?? 0
    let accounts = Self.accounts(of: subject)
    var transactions = try tx.all(
      """
      SELECT j.key, j.kind, l.source, j.occurred_at, (
        SELECT CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) FROM entries e
        WHERE e.tenant_id = j.tenant_id AND e.journal_key = j.key AND e.account_id IN (?, ?))
      \(from) ORDER BY j.occurred_at DESC, j.key DESC LIMIT ? OFFSET ?
      """, values: accounts + values + [query.limit.sqlValue, query.offset.sqlValue]
    ) { row in
      let source = try row.optionalText(2).flatMap(Lot.Source.init)
      return CreditTransaction(
        journalKey: try row.text(0),
        kind: .init(Journal.Kind(rawValue: try row.text(1)), source: source) ?? .adjustment,
        amount: try row.int(4), occurredAt: try row.time(3))
    }
    try addBalances(to: &transactions, accounts)
    try addModels(to: &transactions)
    return (transactions, total)
  }

  /// Journals that change no balance are not part of a history.
  private static func condition(of kind: CreditTransaction.Kind?) -> String {
    switch kind {
    case nil: "j.kind NOT IN ('skipped', 'repayment')"
    case .usage?: "j.kind = 'usage'"
    case .reset?: "j.kind = 'grant' AND l.source = 'plan'"
    case .topup?: "j.kind = 'grant' AND l.source = 'topup'"
    case .grant?: "j.kind = 'grant' AND l.source NOT IN ('plan', 'topup')"
    case .refund?: "j.kind = 'clawback'"
    case .expiry?: "j.kind = 'expiry'"
    case .adjustment?: "j.kind NOT IN ('skipped', 'repayment', 'usage', 'grant', 'clawback', 'expiry')"
    }
  }

  /// What a balance is made of: what there is, and what is owed.
  private static func accounts(of subject: Subject) -> [SQLValue] {
    [LedgerAccount.Kind.credits, .debt].map { LedgerAccount($0, .token, of: subject).id.sqlValue }
  }

  /// Goes back from the present balance, past what is newer than each.
  private func addBalances(to transactions: inout [CreditTransaction], _ accounts: [SQLValue]) throws {
    guard let oldest = transactions.last else { return }
    var balance =
      try tx.all(
        "SELECT CAST(COALESCE(SUM(posted), 0) AS BIGINT) FROM accounts WHERE tenant_id = ? AND id IN (?, ?)",
        values: [id.sqlValue] + accounts
      ) { try $0.int(0) }.first ?? 0
    var index = 0
    try tx.forEach(
      """
      SELECT journal_key, CAST(SUM(amount) AS BIGINT) FROM entries
      WHERE tenant_id = ? AND account_id IN (?, ?) AND occurred_at >= ?
      GROUP BY occurred_at, journal_key ORDER BY occurred_at DESC, journal_key DESC
      """, [id.sqlValue] + accounts + [oldest.occurredAt.sqlValue]
    ) { row in
      guard index < transactions.count else { return }
      if try row.text(0) == transactions[index].journalKey {
        transactions[index].balanceAfter = balance
        index += 1
      }
      balance -= try row.int(1)
    }
    // Journals without entries of the balance's accounts: usage that nothing paid for.
    for left in index..<transactions.count { transactions[left].balanceAfter = balance }
  }

  private func addModels(to transactions: inout [CreditTransaction]) throws {
    let names = transactions.map { $0.journalKey.split(separator: ":", maxSplits: 2).map(String.init) }
    let sources = names.filter { $0.count == 3 && $0[0] == "usage" }
    guard !sources.isEmpty else { return }
    let pairs = Array(repeating: "(?, ?)", count: sources.count).joined(separator: ", ")
    let models = try tx.all(
      """
      SELECT source, source_id, model FROM usage WHERE tenant_id = ? AND (source, source_id) IN (VALUES \(pairs))
      """, values: [id.sqlValue] + sources.flatMap { [$0[1].sqlValue, $0[2].sqlValue] }
    ) { (key: "usage:\(try $0.text(0)):\(try $0.text(1))", model: try $0.text(2)) }
    let byKey = Dictionary(models.map { ($0.key, $0.model) }, uniquingKeysWith: { first, _ in first })
    for index in transactions.indices { transactions[index].model = byKey[transactions[index].journalKey] }
  }
}
