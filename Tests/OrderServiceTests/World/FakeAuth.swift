import Contracts
import GRPCCore
import Runtime
import Synchronization

/// The auth service as far as the order service knows it: who belongs to which company.
final class FakeAuth: AuthV1.AccessService.SimpleServiceProtocol, DirectlyCallable {
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

  func listMemberships(
    request: AuthV1.ListMembershipsRequest, context: ServerContext
  ) async throws -> AuthV1.ListMembershipsResponse {
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

  func resolveApiKey(request: AuthV1.ResolveApiKeyRequest, context: ServerContext) async throws -> AuthV1.ApiKey {
    throw RPCError(code: .unimplemented, message: "not needed here")
  }

  func resolveSession(request: AuthV1.ResolveSessionRequest, context: ServerContext) async throws -> AuthV1.Session {
    throw RPCError(code: .unimplemented, message: "not needed here")
  }

  func checkSession(request: AuthV1.CheckSessionRequest, context: ServerContext) async throws -> AuthV1.Session {
    throw RPCError(code: .unimplemented, message: "not needed here")
  }

  func listSigningKeys(
    request: AuthV1.ListSigningKeysRequest, context: ServerContext
  ) async throws -> AuthV1.ListSigningKeysResponse {
    throw RPCError(code: .unimplemented, message: "not needed here")
  }

  func watchRevocations(
    request: AuthV1.WatchRevocationsRequest, response: RPCWriter<AuthV1.RevocationEvent>, context: ServerContext
  ) async throws {
    throw RPCError(code: .unimplemented, message: "not needed here")
  }
}
