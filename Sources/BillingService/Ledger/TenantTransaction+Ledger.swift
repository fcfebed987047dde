import Crypto
import Storage

/// Journals and accounts. Whatever changes a balance goes through ``post(_:)``.
extension TenantTransaction {
  /// Posts a journal, once per key: entries and running balances change together.
  /// - Returns: ``Posting/replayed(_:)`` with the first response when the key was posted before; nothing changes
  ///   then.
  /// - Throws: ``LedgerError/keyReused(_:)`` when it was posted with another request,
  ///   ``UnbalancedJournal``, ``StorageError/checkViolation(table:constraint:)`` where an account
  ///   would fall below its minimum.
  @discardableResult
  func post(_ journal: Journal) throws -> Posting {
    if let first = try begin(journal) { return .replayed(first) }
    for (account, amount) in journal.changes { try change(account, posted: amount) }
    return .posted
  }

  /// The first half of a posting: the journal and its entries, without the accounts' balances, for who changes
  /// those in statements of its own.
  /// - Returns: the first response, when the key was posted before.
  func begin(_ journal: Journal) throws -> [UInt8]? {
    guard journal.unbalanced.isEmpty else { throw UnbalancedJournal(key: journal.key) }
    let hash = Journal.hash(of: journal.request)
    let isNew = try tx.execute(
      """
      INSERT INTO journals (tenant_id, key, request_hash, kind, subject_kind, subject_id, occurred_at, reverses,
        response)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, key) DO NOTHING
      """, id, journal.key, hash, journal.kind.rawValue, journal.subject?.kind.rawValue, journal.subject?.id,
      journal.occurredAt, journal.reverses, journal.response)
    guard isNew > 0 else { return try replay(journal.key, hash: hash) }
    try insert(
      into: "entries",
      ["tenant_id", "journal_key", "line", "account_id", "asset", "lot_id", "amount", "occurred_at"],
      journal.entries.enumerated().map { line, entry in
        [
          id.sqlValue, journal.key.sqlValue, line.sqlValue, entry.account.id.sqlValue,
          entry.account.asset.rawValue.sqlValue, entry.lotID.orNull, entry.amount.sqlValue,
          journal.occurredAt.sqlValue,
        ]
      })
    try tx.execute("INSERT INTO journals_unsealed (tenant_id, key) VALUES (?, ?)", id, journal.key)
    return nil
  }

  private func replay(_ key: String, hash: [UInt8]) throws -> [UInt8] {
    let first = try tx.first(
      "SELECT request_hash, response FROM journals WHERE tenant_id = ? AND key = ?", id, key
    ) { (hash: try $0.blob(0), response: try $0.blob(1)) }
    guard let first, first.hash == hash else { throw LedgerError.keyReused(key) }
    return first.response
  }

  /// What a journal was asked with; nil when it was never posted.
  func requestHash(of key: String) throws -> [UInt8]? {
    try tx.first("SELECT request_hash FROM journals WHERE tenant_id = ? AND key = ?", id, key) { try $0.blob(0) }
  }

  /// Changes an account's running balance; a tenant's own accounts have none.
  func change(_ account: LedgerAccount, posted: Int64) throws {
    guard let subject = account.subject, posted != 0 else { return }
    let changed = try tx.execute(
      "UPDATE accounts SET posted = posted + ? WHERE tenant_id = ? AND id = ?", posted, id, account.id)
    guard changed == 0 else { return }
    // Not an upsert: a CHECK looks at the row to insert even where another one is updated instead.
    try tx.execute(
      """
      INSERT INTO accounts (tenant_id, id, kind, asset, subject_kind, subject_id, posted, minimum)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, id, account.id, account.kind.rawValue, account.asset.rawValue, subject.kind.rawValue, subject.id, posted,
      account.minimum)
  }

  /// An account's balance: the running one of a subject's account, the sum of the entries of a tenant's own.
  func balance(of account: LedgerAccount) throws -> Int64 {
    let query =
      account.subject == nil
      ? "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM entries WHERE tenant_id = ? AND account_id = ?"
      : "SELECT posted FROM accounts WHERE tenant_id = ? AND id = ?"
    return try tx.first(query, id, account.id) { try $0.int(0) } ?? 0
  }

  /// Takes a journal back by another one with the negative entries; what its lots have left changes with it. A
  /// second time it changes nothing.
  /// - Throws: ``LedgerError/journalNotFound(_:)``, ``StorageError/checkViolation(table:constraint:)`` where a lot
  ///   has not enough left: such credits are clawed back instead (``clawBack(_:)``).
  @discardableResult
  func reverse(_ key: String, at now: Timestamp) throws -> Posting {
    guard let original = try journal(key) else { throw LedgerError.journalNotFound(key) }
    let reversal = Journal(
      key: "reverse:\(key)", kind: .reversal, subject: original.subject, occurredAt: now, reverses: key,
      entries: original.entries.map { JournalEntry($0.account, -$0.amount, lot: $0.lotID) })
    let posting = try post(reversal)
    guard posting == .posted else { return posting }
    for entry in reversal.entries {
      guard let lot = entry.lotID else { continue }
      try tx.execute(
        """
        UPDATE lots SET remaining = remaining + ?,
          is_open = CASE WHEN remaining + ? > 0 OR source = 'plan' THEN 1 ELSE 0 END
        WHERE tenant_id = ? AND id = ?
        """, entry.amount, entry.amount, id, lot)
    }
    return posting
  }

  /// A journal with its entries.
  func journal(_ key: String) throws -> Journal? {
    let found = try tx.first(
      """
      SELECT key, kind, subject_kind, subject_id, occurred_at, reverses, response FROM journals
      WHERE tenant_id = ? AND key = ?
      """, id, key, as: Journal.init(row:))
    guard var journal = found else { return nil }
    journal.entries = try tx.all(
      """
      SELECT account_id, lot_id, amount FROM entries WHERE tenant_id = ? AND journal_key = ? ORDER BY line
      """, id, key
    ) { JournalEntry(try LedgerAccount(id: $0.text(0)), try $0.int(2), lot: try $0.optionalText(1)) }
    return journal
  }
}

extension Journal {
  static func hash(of request: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: request)) }

  /// What the entries change on each account, in the order of the accounts' names, so that two postings never
  /// wait for each other in a circle.
  var changes: [(account: LedgerAccount, amount: Int64)] {
    Dictionary(grouping: entries, by: \.account)
      .map { (account: $0.key, amount: $0.value.reduce(0) { $0 + $1.amount }) }
      .sorted { $0.account.id < $1.account.id }
  }

  /// Reads `key, kind, subject_kind, subject_id, occurred_at, reverses, response`; without the entries.
  fileprivate init(row: any Row) throws {
    self.init(
      key: try row.text(0), kind: Kind(rawValue: try row.text(1)),
      subject: row.isNull(2) ? nil : try Subject(row, at: 2), occurredAt: try row.time(4),
      reverses: try row.optionalText(5), entries: [], response: try row.blob(6))
  }
}

extension LedgerAccount {
  /// Reads ``id``.
  /// - Throws: ``StorageError/unexpectedType(_:)`` for anything else.
  init(id: String) throws {
    // A kind may have a stream ("revenue:subscription"), and a subject's id any character.
    let parts = id.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    for index in parts.indices.dropFirst(2) {
      guard let kind = Subject.Kind(rawValue: parts[index]), index + 1 < parts.count else { continue }
      self.init(
        Kind(rawValue: parts[..<(index - 1)].joined(separator: ":")), Asset(rawValue: parts[index - 1]),
        of: Subject(kind, parts[(index + 1)...].joined(separator: ":")))
      return
    }
    guard parts.count >= 2 else { throw StorageError.unexpectedType("account \(id)") }
    self.init(Kind(rawValue: parts.dropLast().joined(separator: ":")), Asset(rawValue: parts[parts.count - 1]))
  }
}
