import Contracts
import GRPCCore
import Runtime
import Synchronization

/// The auth service as far as the order service knows it: who belongs to which company.
final class FakeAuth: RegistrableRPCService, DirectlyCallable {
  private struct State {
    var companies: [String: [String]] = [:]
    var questions = 0
  }
  private let state = Mutex(State())

  /// How often somebody has asked.
  var questions: Int { state.withLock { $0.questions } }

  /// Makes a user a member of exactly these companies.
  func set(_ companies: [String], of userID: String, tenantID: String = Caller.defaultTenantID) {
    state.withLock { $0.companies["\(tenantID)/\(userID)"] = companies }
  }

  var rpcMethods: [RPCMethod] {
    [
      RPCMethod(
        AuthV1.AccessService.Method.ListMemberships.descriptor,
        .unary { bytes, _, _ in
          let response = self.memberships(try AuthV1.ListMembershipsRequest(serializedBytes: bytes))
          return .init(message: try response.serializedBytes(), metadata: [:])
        })
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
