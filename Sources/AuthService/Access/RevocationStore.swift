import Storage

/// The ordered list of revocations that every gateway follows.
struct RevocationStore: Sendable {
  let database: any Database

  /// How many revocations one look returns at most.
  static let batch = 500

  /// The latest sequence number.
  func latest() async throws -> Int64 {
    try await database.read { tx in
      try tx.first("SELECT sequence FROM revocation_counter WHERE id = 1") { try $0.int(0) } ?? 1
    }
  }

  /// The number after which everything comes that was revoked at a moment or later.
  func last(before limit: Timestamp) async throws -> Int64 {
    try await database.read { tx in
      // The counter first: what is revoked between the two questions is then found by the second one.
      let latest = try tx.first("SELECT sequence FROM revocation_counter WHERE id = 1") { try $0.int(0) } ?? 1
      let first = try tx.first(
        "SELECT sequence FROM revocations WHERE at >= ? ORDER BY sequence LIMIT 1", limit
      ) { try $0.int(0) }
      return first.map { $0 - 1 } ?? latest
    }
  }

  /// The next revocations in order, at most ``batch``.
  func after(_ sequence: Int64) async throws -> [SequencedRevocation] {
    try await database.read { tx in
      try tx.all(
        "SELECT sequence, tenant_id, kind, subject_id, at FROM revocations WHERE sequence > ? ORDER BY sequence LIMIT ?",
        sequence, Self.batch
      ) { row in
        guard let kind = Revocation.Kind(rawValue: try row.text(2)) else {
          throw StorageError.unexpectedType("revocations.kind")
        }
        return SequencedRevocation(
          sequence: try row.int(0), tenantID: try row.text(1),
          revocation: Revocation(kind: kind, subjectID: try row.text(3), at: try row.time(4)))
      }
    }
  }

  /// Deletes what was revoked before a moment.
  func prune(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM revocations WHERE at < ?", limit) }
  }
}
