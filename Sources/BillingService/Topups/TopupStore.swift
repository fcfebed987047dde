import Storage

/// Tokens bought on top.
struct TopupStore: Sendable {
  let database: any Database

  /// Adds a top-up. A reference that was used before gives the top-up it was used for and adds nothing.
  func grant(_ topup: Topup, tenantID: String) async throws -> Topup {
    try await database.write { tx in
      let added = try tx.execute(
        """
        INSERT INTO topups (tenant_id, id, subject_kind, subject_id, tokens, remaining_tokens, reference, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant_id, reference) DO NOTHING
        """, tenantID, topup.id, topup.subject.kind.rawValue, topup.subject.id, topup.tokens, topup.remaining,
        topup.reference, topup.createdAt)
      guard added == 0, let reference = topup.reference else { return topup }
      return try Self.topup(tx, tenantID: tenantID, reference: reference) ?? topup
    }
  }

  private static func topup(_ tx: any Transaction, tenantID: String, reference: String) throws -> Topup? {
    try tx.first(
      """
      SELECT id, subject_kind, subject_id, tokens, remaining_tokens, reference, created_at FROM topups
      WHERE tenant_id = ? AND reference = ?
      """, tenantID, reference
    ) { row in
      Topup(
        id: try row.text(0), subject: try Subject(row, at: 1), tokens: try row.int(3), remaining: try row.int(4),
        reference: try row.optionalText(5), createdAt: try row.time(6))
    }
  }
}
