import Storage

/// Short-lived proofs, by identifier or value, both stored as they come.
struct BetterAuthVerificationStore: Sendable {
  let database: any Database

  /// Stores a verification.
  /// - Throws: ``BetterAuthError/verificationExists``.
  func create(
    _ new: NewBetterAuthVerification, id: String, tenantID: String, at now: Timestamp
  ) async throws -> BetterAuthVerification {
    let createdAt = new.createdAt ?? now
    let verification = BetterAuthVerification(
      id: id, identifier: new.identifier, value: new.value, expiresAt: new.expiresAt, createdAt: createdAt,
      updatedAt: new.updatedAt ?? createdAt)
    try await database.write { tx in
      let inserted = try tx.execute(
        """
        INSERT INTO verifications (tenant_id, id, identifier, value, expires_at, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """, tenantID, id, verification.identifier, verification.value, verification.expiresAt, createdAt,
        verification.updatedAt)
      guard inserted > 0 else { throw BetterAuthError.verificationExists }
    }
    return verification
  }

  /// The newest verification that matches, expired ones included.
  func newest(_ match: VerificationMatch, tenantID: String) async throws -> BetterAuthVerification? {
    try await database.read { tx in
      try Self.find(tx, match, tenantID: tenantID, expiringAfter: Timestamp(microseconds: .min))
    }
  }

  /// Takes the newest verification that matches and is still valid; of any number of callers one gets it.
  func consume(_ match: VerificationMatch, tenantID: String, at now: Timestamp) async throws -> BetterAuthVerification?
  {
    // Those who come late only look.
    guard try await database.read({ try Self.find($0, match, tenantID: tenantID, expiringAfter: now) }) != nil else {
      return nil
    }
    return try await database.write { tx in
      guard let found = try Self.find(tx, match, tenantID: tenantID, expiringAfter: now) else { return nil }
      return try tx.first(
        "DELETE FROM verifications WHERE tenant_id = ? AND id = ? RETURNING \(Self.columns)", tenantID,
        found.id, as: Self.verification)
    }
  }

  /// Removes every verification with an identifier.
  func delete(identifier: String, tenantID: String) async throws {
    _ = try await database.write { tx in
      try tx.execute("DELETE FROM verifications WHERE tenant_id = ? AND identifier = ?", tenantID, identifier)
    }
  }

  private static let columns = "id, identifier, value, expires_at, created_at, updated_at"

  private static func find(
    _ tx: any Transaction, _ match: VerificationMatch, tenantID: String, expiringAfter limit: Timestamp
  ) throws -> BetterAuthVerification? {
    let conditions = [("identifier", match.identifier), ("value", match.value)].compactMap { column, text in
      text.map { (sql: "AND \(column) = ?", argument: $0.sqlValue) }
    }
    return try tx.all(
      """
      SELECT \(columns) FROM verifications WHERE tenant_id = ? \(conditions.map(\.sql).joined(separator: " "))
        AND expires_at > ?
      ORDER BY created_at DESC, id DESC LIMIT 1
      """, values: [tenantID.sqlValue] + conditions.map(\.argument) + [limit.sqlValue], as: verification
    ).first
  }

  private static func verification(_ row: any Row) throws -> BetterAuthVerification {
    BetterAuthVerification(
      id: try row.text(0), identifier: try row.text(1), value: try row.text(2), expiresAt: try row.time(3),
      createdAt: try row.time(4), updatedAt: try row.time(5))
  }
}
