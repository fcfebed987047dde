import Contracts
import GRPCCore
import Runtime
import Synchronization

/// The auth service's answer about memberships, and nothing else of it.
final class FakeAccess: AuthV1.AccessService.SimpleServiceProtocol, DirectlyCallable {
  private let companies = Mutex<[String: [String]]>([:])

  /// Makes a user a member of companies of a tenant.
  func join(_ user: String, _ joined: [String], tenantID: String = Caller.defaultTenantID) {
    companies.withLock { $0[tenantID + "/" + user] = joined }
  }

  func listMemberships(
    request: AuthV1.ListMembershipsRequest, context: ServerContext
  ) async throws -> AuthV1.ListMembershipsResponse {
    let joined = companies.withLock { $0[request.tenantID + "/" + request.userID] } ?? []
    return .with {
      $0.memberships = joined.map { company in
        .with {
          $0.organizationID = company
          $0.role = "member"
        }
      }
    }
  }

  func resolveApiKey(request: AuthV1.ResolveApiKeyRequest, context: ServerContext) async throws -> AuthV1.ApiKey {
    throw Self.unused
  }

  func resolveSession(request: AuthV1.ResolveSessionRequest, context: ServerContext) async throws -> AuthV1.Session {
    throw Self.unused
  }

  func checkOrigin(
    request: AuthV1.CheckOriginRequest, context: ServerContext
  ) async throws -> AuthV1.CheckOriginResponse {
    throw Self.unused
  }

  func checkSession(request: AuthV1.CheckSessionRequest, context: ServerContext) async throws -> AuthV1.Session {
    throw Self.unused
  }

  func listSigningKeys(
    request: AuthV1.ListSigningKeysRequest, context: ServerContext
  ) async throws -> AuthV1.ListSigningKeysResponse {
    throw Self.unused
  }

  func recordApiKeyUse(
    request: AuthV1.RecordApiKeyUseRequest, context: ServerContext
  ) async throws -> AuthV1.RecordApiKeyUseResponse {
    throw Self.unused
  }

  func watchRevocations(
    request: AuthV1.WatchRevocationsRequest, response: RPCWriter<AuthV1.RevocationEvent>, context: ServerContext
  ) async throws {
    throw Self.unused
  }

  private static let unused = RPCError(code: .unimplemented, message: "Billing does not ask for this.")
}
