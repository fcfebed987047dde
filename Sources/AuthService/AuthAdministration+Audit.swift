import Runtime
import Storage

extension AuthAdministration {
  /// A tenant's audit log, newest first.
  /// - Parameter limit: at most so many lines, 1 to 10,000.
  /// - Throws: INVALID_ARGUMENT for another limit.
  public func listAudit(tenantID: String = Caller.defaultTenantID, limit: Int = 50) async throws -> [AuditLine] {
    var violations = Violations()
    violations.number(limit, "limit", 1...10_000)
    try violations.throwIfAny()
    return try await audit.entries(tenantID: tenantID, limit: limit).map { entry in
      AuditLine(
        id: entry.id, at: entry.at, actorKind: entry.actorKind, actorID: entry.actorID, action: entry.action,
        targetType: entry.targetType, targetID: entry.targetID, details: entry.details)
    }
  }

  /// Recomputes the audit log's hash chain, of all tenants, and names every entry that was altered, removed
  /// or inserted.
  /// - Parameter anchor: a seal that was noted down before (``AuditVerification/head``); without one, a chain
  ///   that was rewritten as a whole, by someone who may change the schema, looks intact.
  public func verifyAuditLog(anchor: AuditSeal? = nil) async throws -> AuditVerification {
    try await auditSeals.verify(anchor: anchor)
  }
}
