import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.AuditService`.
struct AuditHandler: AuthV1.AuditService.SimpleServiceProtocol, DirectlyCallable {
  let audit: AuditStore
  let clock: any WallClock

  func listAuditEntries(
    request: AuthV1.ListAuditEntriesRequest, context: ServerContext
  ) async throws -> AuthV1.ListAuditEntriesResponse {
    let caller = try Call.current.caller
    let filter = try AuditFilter(proto: request)
    let found = try await audit.entries(tenantID: caller.tenantID, visibleTo: caller.requireUser(), filter)
    return .with {
      $0.items = found.map(\.asProto)
      $0.limit = Int32(filter.limit)
    }
  }

  func recordAuditEvent(
    request: AuthV1.RecordAuditEventRequest, context: ServerContext
  ) async throws -> AuthV1.RecordAuditEventResponse {
    let call = try Call.current
    try call.caller.requireService()
    let recorded = try await audit.record(AuditEntry(proto: request, call: call, clock: clock))
    return .with { $0.recorded = recorded }
  }
}
