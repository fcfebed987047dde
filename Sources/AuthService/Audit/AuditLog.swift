import Storage

// MARK: For areas not yet on TenantTransaction

enum AuditLog {
  @discardableResult
  static func append(_ tx: any Transaction, _ entry: AuditEntry) throws -> Bool {
    try TenantTransaction(entry.tenantID, tx).append(entry)
  }
}
