import Contracts
import Runtime
import Storage

/// The auth service's audit log.
struct AuditLogClient: Sendable {
  let auth: ServiceChannel

  /// Writes an entry; one that is there already stays as it is.
  /// - Parameter message: gives the entry its id, its tenant and its time.
  /// - Throws: what the auth service throws.
  func record(_ entry: AuditEntry, of message: OutboxMessage) async throws {
    try await auth.call(.recordAuditEvent, caller: Caller(tenantID: message.tenantID, credential: .service)) {
      $0.id = message.id
      $0.actorAdminID = entry.adminID
      $0.action = entry.action
      $0.targetType = entry.targetType
      $0.targetID = entry.targetID
      $0.details = entry.details
      $0.occurredAt = message.createdAt.asProto
    }
  }
}
