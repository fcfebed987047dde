import Contracts
import GRPCCore
import Runtime
import Synchronization

/// The auth service as far as the order service knows it: who belongs to which company, and the audit log.
final class FakeAuth: RegistrableRPCService, DirectlyCallable {
  private struct State {
    var companies: [String: [String]] = [:]
    var questions = 0
    var audit: [AuthV1.RecordAuditEventRequest] = []
    var interlude: (@Sendable () async throws -> Void)?
  }
  private let state = Mutex(State())

  /// How often somebody has asked.
  var questions: Int { state.withLock { $0.questions } }

  /// What services have written into the audit log.
  var audit: [AuthV1.RecordAuditEventRequest] { state.withLock { $0.audit } }

  /// What happens while the next question is answered, once.
  func interrupt(by interlude: @escaping @Sendable () async throws -> Void) {
    state.withLock { $0.interlude = interlude }
  }

  /// Makes a user a member of exactly these companies.
  func set(_ companies: [String], of userID: String, tenantID: String = Caller.defaultTenantID) {
    state.withLock { $0.companies["\(tenantID)/\(userID)"] = companies }
  }

  var rpcMethods: [RPCMethod] {
    [
      RPCMethod(
        AuthV1.AccessService.Method.ListMemberships.descriptor,
        .unary { bytes, _, _ in
          let interlude = self.state.withLock { state in
            defer { state.interlude = nil }
            return state.interlude
          }
          try await interlude?()
          let response = self.memberships(try AuthV1.ListMembershipsRequest(serializedBytes: bytes))
          return .init(message: try response.serializedBytes(), metadata: [:])
        }),
      RPCMethod(
        AuthV1.AuditService.Method.RecordAuditEvent.descriptor,
        .unary { bytes, _, _ in
          let event = try AuthV1.RecordAuditEventRequest(serializedBytes: bytes)
          let isNew = self.state.withLock { state in
            defer { if !state.audit.contains(where: { $0.id == event.id }) { state.audit.append(event) } }
            return !state.audit.contains { $0.id == event.id }
          }
          let response = AuthV1.RecordAuditEventResponse.with { $0.recorded = isNew }
          return .init(message: try response.serializedBytes(), metadata: [:])
        }),
    ]
  }

  /// Only called in process.
  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {}

  private func memberships(_ request: AuthV1.ListMembershipsRequest) -> AuthV1.ListMembershipsResponse {
    let companies = state.withLock { state in
      state.questions += 1
      return state.companies["\(request.tenantID)/\(request.userID)"] ?? []
    }
    return .with {
      $0.memberships = companies.map { company in
        .with {
          $0.organizationID = company
          $0.role = "owner"
        }
      }
    }
  }
}
