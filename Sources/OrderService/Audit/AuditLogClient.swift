import Contracts
import Runtime
import Storage

/// The auth service's audit log.
struct AuditLogClient: Sendable {
  let auth: ServiceChannel

  /// Writes an entry; one that is there already stays as it is.
  /// - Parameters:
  ///   - organizationID: whose log it belongs to; nil: the tenant's own.
  ///   - message: gives the entry its id, its tenant and its time.
  /// - Throws: what the auth service throws.
  func record(_ entry: AuditEntry, in organizationID: String?, of message: OutboxMessage) async throws {
    try await auth.call(.recordAuditEvent, caller: Caller(tenantID: message.tenantID, credential: .service)) {
      $0.id = message.id
      if let actor = entry.actorUserID { $0.actorUserID = actor }
      $0.action = entry.action
      $0.targetType = entry.target.type
      $0.targetID = entry.target.id
      if let organizationID { $0.organizationID = organizationID }
      $0.details = entry.details
      $0.occurredAt = message.createdAt.asProto
    }
  }
}
