import Storage

/// Short-lived proofs, by identifier or value, both stored as they come.
extension TenantTransaction {
  private static let betterAuthVerificationColumns = "id, identifier, value, expires_at, created_at, updated_at"

  private static func betterAuthVerification(_ row: any Row) throws -> BetterAuthVerification {
    BetterAuthVerification(
      id: try row.text(0), identifier: try row.text(1), value: try row.text(2), expiresAt: try row.time(3),
      createdAt: try row.time(4), updatedAt: try row.time(5))
  }

  /// The newest verification that matches and expires after a moment.
  func betterAuthVerification(_ match: VerificationMatch, expiringAfter limit: Timestamp) throws
    -> BetterAuthVerification?
  {
    let conditions = [("identifier", match.identifier), ("value", match.value)].compactMap { column, text in
      text.map { (sql: "AND \(column) = ?", argument: $0.sqlValue) }
    }
    return try tx.all(
      """
      SELECT \(Self.betterAuthVerificationColumns) FROM verifications
      WHERE tenant_id = ? \(conditions.map(\.sql).joined(separator: " ")) AND expires_at > ?
      ORDER BY created_at DESC, id DESC LIMIT 1
      """, values: [id.sqlValue] + conditions.map(\.argument) + [limit.sqlValue], as: Self.betterAuthVerification
    ).first
  }

  /// - Throws: ``BetterAuthError/verificationExists``.
  func insert(_ verification: BetterAuthVerification) throws {
    let inserted = try tx.execute(
      """
      INSERT INTO verifications (tenant_id, id, identifier, value, expires_at, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, id, verification.id, verification.identifier, verification.value, verification.expiresAt,
      verification.createdAt, verification.updatedAt)
    guard inserted > 0 else { throw BetterAuthError.verificationExists }
  }

  func deleteVerification(_ verificationID: String) throws {
    try tx.execute("DELETE FROM verifications WHERE tenant_id = ? AND id = ?", id, verificationID)
  }

  func deleteVerifications(identifier: String) throws {
    try tx.execute("DELETE FROM verifications WHERE tenant_id = ? AND identifier = ?", id, identifier)
  }
}
