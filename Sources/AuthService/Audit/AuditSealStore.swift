import Storage

/// The hash chain over the audit log.
struct AuditSealStore: Sendable {
  let database: any Database

  /// How many entries share a transaction.
  static let batch = 500
  /// How long a replica goes on alone without renewing: what the chain waits for when it crashes.
  static let lease = Duration.seconds(10)

  /// Chains entries that have been committed, in order, unless another replica is doing it.
  /// - Parameter sealer: names this replica.
  /// - Returns: how many were chained; fewer than ``batch`` when none is left.
  func seal(by sealer: String, at now: Timestamp) async throws -> Int {
    // The look costs no write, and takes no part in anybody's conflicts.
    let entries = try await database.read { tx in try Self.unsealed(tx) }
    guard !entries.isEmpty else { return 0 }
    return try await database.write { tx in
      guard var last = try Self.take(tx, sealer: sealer, at: now) else { return 0 }
      let claimed = try Self.claim(tx, entries.map(\.id))
      for entry in entries where claimed.contains(entry.id) {
        last = last.sealing(entry)
        try tx.execute(
          "INSERT INTO audit_seals (position, entry_id, hash) VALUES (?, ?, ?)", last.position, entry.id, last.hash)
      }
      try tx.execute("UPDATE audit_chain SET position = ?, hash = ? WHERE id = 1", last.position, last.hash)
      return claimed.count
    }
  }

  private static func unsealed(_ tx: any Transaction) throws -> [RecordedAuditEntry] {
    try tx.all(
      """
      SELECT \(AuditStore.columns) FROM audit_unsealed u JOIN audit_log a ON a.id = u.entry_id
      ORDER BY a.seq LIMIT ?
      """, batch, as: AuditStore.entry)
  }

  /// Takes or renews the lease.
  /// - Returns: where the chain ends, or nil while another replica holds the lease.
  private static func take(_ tx: any Transaction, sealer: String, at now: Timestamp) throws -> AuditSeal? {
    try tx.first(
      """
      UPDATE audit_chain SET sealer = ?, leased_until = ?
      WHERE id = 1 AND (sealer = ? OR leased_until <= ?) RETURNING position, hash
      """, sealer, now.adding(lease), sealer, now
    ) { AuditSeal(position: try $0.int(0), hash: try $0.blob(1)) }
  }

  /// Removes entries from the list of those to do; what is not there any more was sealed meanwhile.
  private static func claim(_ tx: any Transaction, _ ids: [String]) throws -> Set<String> {
    Set(
      try tx.all(
        "DELETE FROM audit_unsealed WHERE entry_id IN (\(ids.placeholders)) RETURNING entry_id",
        values: ids.map(\.sqlValue)
      ) { try $0.text(0) })
  }
}

extension AuditSealStore {
  /// Recomputes the chain over the whole log.
  /// - Parameter anchor: a seal that was noted down before and must still be there.
  func verify(anchor: AuditSeal? = nil) async throws -> AuditVerification {
    var check = ChainCheck()
    while let links = try await links(after: check.position) {
      for link in links { check.read(link) }
    }
    return try await database.read { [check] tx in
      var result = check.result
      if let anchor, try !Self.holds(tx, anchor) { result.note(.anchorMissing(position: anchor.position)) }
      try Self.compareEnds(tx, &result)
      return result
    }
  }

  /// The next seals with their entries; nil when there are no more.
  private func links(after position: Int64) async throws -> [ChainCheck.Link]? {
    let links = try await database.read { tx in
      try tx.all(
        """
        SELECT \(AuditStore.columns), s.position, s.hash, s.entry_id
        FROM audit_seals s LEFT JOIN audit_log a ON a.id = s.entry_id
        WHERE s.position > ? ORDER BY s.position LIMIT ?
        """, position, Self.batch
      ) { row in
        ChainCheck.Link(
          seal: AuditSeal(position: try row.int(13), hash: try row.blob(14)), entryID: try row.text(15),
          entry: row.isNull(0) ? nil : try AuditStore.entry(row))
      }
    }
    return links.isEmpty ? nil : links
  }

  private static func holds(_ tx: any Transaction, _ anchor: AuditSeal) throws -> Bool {
    try tx.exists("SELECT 1 FROM audit_seals WHERE position = ? AND hash = ?", anchor.position, anchor.hash)
  }

  /// What the chain alone can't tell: a tail that was cut off, and entries that are in no list.
  private static func compareEnds(_ tx: any Transaction, _ result: inout AuditVerification) throws {
    let noted = try tx.first("SELECT position FROM audit_chain WHERE id = 1") { try $0.int(0) } ?? 0
    let last = try tx.first("SELECT COALESCE(MAX(position), 0) FROM audit_seals") { try $0.int(0) } ?? 0
    if noted > last { result.note(.sealMissing(position: last + 1)) }
    let maximum = AuditVerification.maximumProblems
    let strangers = try tx.all(
      """
      SELECT a.id FROM audit_log a
      WHERE NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.entry_id = a.id)
        AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.entry_id = a.id)
      ORDER BY a.seq LIMIT ?
      """, maximum
    ) { try $0.text(0) }
    for id in strangers { result.note(.inserted(entryID: id)) }
    let gone = try tx.all(
      """
      SELECT u.entry_id FROM audit_unsealed u
      WHERE NOT EXISTS (SELECT 1 FROM audit_log a WHERE a.id = u.entry_id) ORDER BY u.entry_id LIMIT ?
      """, maximum
    ) { try $0.text(0) }
    for id in gone { result.note(.removedUnsealed(entryID: id)) }
    result.unsealed = try tx.first("SELECT COUNT(*) FROM audit_unsealed") { try $0.int(0) } ?? 0
  }
}
