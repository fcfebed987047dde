import Contracts
import Runtime
import Storage
import TestSupport

@testable import AuthService

/// The audit log in tests.
extension AuthWorld {
  func audit(
    as userID: String, tenant: String = Caller.defaultTenantID,
    _ filter: (inout AuthV1.ListAuditEntriesRequest) -> Void = { _ in }
  ) async throws -> [AuthV1.AuditEntry] {
    let response = try await call(
      .listAuditEntries, as: Caller(tenantID: tenant, userID: userID, credential: .internalToken), filter)
    return response.items
  }

  func record(
    as caller: Caller = Caller(credential: .service), _ event: (inout AuthV1.RecordAuditEventRequest) -> Void
  ) async throws -> Bool {
    let response = try await call(.recordAuditEvent, as: caller, event)
    return response.recorded
  }

  /// Writes entries straight into the log.
  /// - Returns: their ids.
  @discardableResult
  func append(_ count: Int, tenant: String = Caller.defaultTenantID) async throws -> [String] {
    let at = clock.now()
    let ids = (0..<count).map { _ in environment.ids.next() }
    try await database.write(tenant: tenant) { log in
      for id in ids {
        try log.append(
          AuditEntry(
            tenantID: tenant, actor: AuditActor(kind: .user, id: "u"), action: "thing.do", targetType: "thing",
            targetID: id, details: ["a": "1"], ipAddress: nil, requestID: "r", at: at, id: id))
      }
    }
    return ids
  }

  var seals: AuditSealStore { AuditSealStore(database: database) }

  var sealer: AuditSealer { AuditSealer(seals: seals, clock: clock, logger: environment.logger, name: "test") }

  /// Does what the engine refuses, as somebody could who may change the schema.
  func tamper(_ sql: String, _ arguments: (any SQLBindable)?...) async throws {
    let dialect = database.dialect
    let values = arguments.map { $0?.sqlValue ?? .null }
    try await database.write { tx in
      for table in ["audit_log", "audit_seals"] {
        switch dialect {
        case .sqlite:
          for verb in ["update", "delete"] { try tx.execute("DROP TRIGGER IF EXISTS \(table)_refuses_\(verb)", []) }
        case .postgres: try tx.execute("DROP TRIGGER IF EXISTS \(table)_append_only ON \(table)", [])
        }
      }
      _ = try tx.execute(sql, values)
    }
  }
}

/// Gives `body` an auth service whose audit log is sealed up to a position.
func withChain(_ engine: Engine, _ body: (AuthWorld, Int64) async throws -> Void) async throws {
  try await withAuthWorld(engine) { auth in
    try await auth.sealer.sealAll()
    try await body(auth, try await auth.seals.verify().sealed)
  }
}
