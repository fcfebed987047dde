import Storage

extension TenantTransaction {
  /// Adds a revocation in the transaction that makes it true.
  func append(_ revocation: Revocation) throws {
    let sequence = try tx.first(
      "UPDATE revocation_counter SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence"
    ) { try $0.int(0) }
    try tx.execute(
      "INSERT INTO revocations (sequence, tenant_id, kind, subject_id, at) VALUES (?, ?, ?, ?, ?)",
      sequence, id, revocation.kind.rawValue, revocation.subjectID, revocation.at)
  }
}
