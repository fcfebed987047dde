import Foundation
import Runtime
import Storage

/// Brings what people did here into the audit log, which belongs to the auth service. An entry is left in the outbox
/// by the transaction that does what it tells, and the audit log tells repetitions by the message's id: it is there
/// once if that was done, and not at all otherwise.
struct AuditTrail: Sendable {
  /// The outbox topic. Aggregates are of one entry each: none waits for another.
  static let topic = "audit.entry"

  let database: any Database
  let log: AuditLogClient

  init(_ environment: ServiceEnvironment) {
    database = environment.database
    log = AuditLogClient(auth: environment.channels.auth)
  }

  /// Brings one message into the audit log.
  /// - Throws: what the auth service throws; the relay tries again.
  func deliver(_ message: OutboxMessage) async throws {
    try await record(JSONDecoder().decode(AuditEntry.self, from: Data(message.payload)), of: message)
  }

  /// Writes an entry under the id, the tenant and the time of a message.
  func record(_ entry: AuditEntry, of message: OutboxMessage) async throws {
    let organizationID = try await organization(of: entry.target, tenantID: message.tenantID)
    try await log.record(entry, in: organizationID, of: message)
  }

  private func organization(of target: AuditEntry.Target, tenantID: String) async throws -> String? {
    switch target {
    case .entitySchema(_, let organizationID): organizationID
    case .order(let id):
      try await database.read(tenant: tenantID) { tenant in try tenant.company(ofOrder: id) }
    case .store(let id), .productFile(_, let id):
      try await database.read(tenant: tenantID) { tenant in try tenant.companies(ofStores: [id])[id] }
    }
  }
}
