import Storage

/// The hash chain over all journals. It is made after their commits, so that postings never wait for each other
/// here; who makes it holds the worker's lease.
struct JournalSealStore: Sendable {
  let database: any Database

  /// How many journals share a transaction.
  static let batch = 500
  private static let origin = [UInt8](repeating: 0, count: 32)

  /// Chains some of the journals that have been committed, in order.
  /// - Returns: how many; 0 when none is left.
  func seal() async throws -> Int {
    // The look costs no write, and takes no part in anybody's conflicts.
    let journals = try await database.read { tx in
      try Self.journals(
        tx,
        """
        journals_unsealed u JOIN journals j ON j.tenant_id = u.tenant_id AND j.key = u.key
        ORDER BY j.occurred_at, j.tenant_id, j.key LIMIT \(Self.batch)
        """)
    }
    guard !journals.isEmpty else { return 0 }
    return try await database.write { tx in
      var (position, hash) = try Self.head(tx)
      var count = 0
      for journal in journals where try Self.claim(tx, journal) {
        position += 1
        hash = journal.hash(after: hash)
        try tx.execute(
          "INSERT INTO journal_seals (position, tenant_id, journal_key, hash) VALUES (?, ?, ?, ?)", position,
          journal.tenantID, journal.key, hash)
        count += 1
      }
      return count
    }
  }

  /// When the journal happened that has waited longest for its seal.
  func oldestUnsealed() async throws -> Timestamp? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT MIN(j.occurred_at) FROM journals_unsealed u
        JOIN journals j ON j.tenant_id = u.tenant_id AND j.key = u.key
        """
      ) { try $0.optionalTime(0) } ?? nil
    }
  }

  private static func head(_ tx: any Transaction) throws -> (position: Int64, hash: [UInt8]) {
    try tx.first("SELECT position, hash FROM journal_seals ORDER BY position DESC LIMIT 1") {
      (position: try $0.int(0), hash: try $0.blob(1))
    } ?? (position: 0, hash: origin)
  }

  /// Removes a journal from the list of those to do; what is not there any more was sealed meanwhile.
  private static func claim(_ tx: any Transaction, _ journal: SealedJournal) throws -> Bool {
    try tx.execute("DELETE FROM journals_unsealed WHERE tenant_id = ? AND key = ?", journal.tenantID, journal.key) > 0
  }

  /// Journals of a query over `journals j`, with their entries.
  private static func journals(
    _ tx: any Transaction, _ source: String, _ arguments: [SQLValue] = []
  ) throws -> [SealedJournal] {
    var journals = try tx.all(
      """
      SELECT j.tenant_id, j.key, j.request_hash, j.kind, j.subject_kind, j.subject_id, j.occurred_at, j.reverses,
        j.response
      FROM \(source)
      """, values: arguments
    ) { row in
      SealedJournal(
        tenantID: try row.text(0), key: try row.text(1), requestHash: try row.blob(2), kind: try row.text(3),
        subjectKind: try row.optionalText(4), subjectID: try row.optionalText(5), occurredAt: try row.time(6),
        reverses: try row.optionalText(7), response: try row.blob(8))
    }
    let entries = try entries(tx, of: journals)
    for index in journals.indices {
      journals[index].entries = entries[[journals[index].tenantID, journals[index].key]] ?? []
    }
    return journals
  }

  private static func entries(
    _ tx: any Transaction, of journals: [SealedJournal]
  ) throws -> [[String]: [SealedJournal.Entry]] {
    var found: [[String]: [SealedJournal.Entry]] = [:]
    for (tenantID, journals) in Dictionary(grouping: journals, by: \.tenantID) {
      try tx.forEach(
        """
        SELECT journal_key, line, account_id, asset, lot_id, amount, occurred_at FROM entries
        WHERE tenant_id = ? AND journal_key IN (\(journals.placeholders)) ORDER BY journal_key, line
        """, [tenantID.sqlValue] + journals.map(\.key.sqlValue)
      ) { row in
        found[[tenantID, try row.text(0)], default: []].append(
          SealedJournal.Entry(
            line: try row.int(1), accountID: try row.text(2), asset: try row.text(3),
            lotID: try row.optionalText(4), amount: try row.int(5), occurredAt: try row.time(6)))
      }
    }
    return found
  }
}

extension JournalSealStore {
  /// Recomputes the chain, and names what is not as it was: altered, removed or inserted journals.
  static func breaches(_ tx: any Transaction) throws -> [BillingBreach] {
    var breaches: [BillingBreach] = []
    var (position, hash): (Int64, [UInt8]) = (0, origin)
    while true {
      let seals = try tx.all(
        "SELECT position, tenant_id, journal_key, hash FROM journal_seals WHERE position > ? ORDER BY position LIMIT ?",
        position, batch
      ) { (position: try $0.int(0), tenantID: try $0.text(1), key: try $0.text(2), hash: try $0.blob(3)) }
      guard let last = seals.last else { break }
      let journals = try Self.journals(
        tx,
        """
        journal_seals s JOIN journals j ON j.tenant_id = s.tenant_id AND j.key = s.journal_key
        WHERE s.position > ? AND s.position <= ?
        """, [position.sqlValue, last.position.sqlValue])
      let byKey = Dictionary(journals.map { ([$0.tenantID, $0.key], $0) }, uniquingKeysWith: { $1 })
      for seal in seals {
        let isNext = seal.position == position + 1
        if !isNext { breaches.append(BillingBreach(seal.tenantID, "seal \(position + 1)", "is missing")) }
        let journal = byKey[[seal.tenantID, seal.key]]
        if journal == nil { breaches.append(BillingBreach(seal.tenantID, seal.key, "was removed")) }
        if let journal, isNext, journal.hash(after: hash) != seal.hash {
          breaches.append(BillingBreach(seal.tenantID, seal.key, "was altered after it was sealed"))
        }
        // On from the stored hash, so that one altered journal is named and not all that follow it.
        (position, hash) = (seal.position, seal.hash)
      }
    }
    return breaches
  }
}
