import Contracts
import GRPCCore
import Runtime
import Storage

/// `quartet.auth.v1.ApiKeyService`.
struct ApiKeyHandler: AuthV1.ApiKeyService.SimpleServiceProtocol, DirectlyCallable {
  let access: DashboardAccess
  let keys: APIKeys

  func createApiKey(
    request: AuthV1.CreateApiKeyRequest, context: ServerContext
  ) async throws -> AuthV1.CreatedApiKey {
    let call = try await access.admin(with: .apiKeysWrite)
    let new = try NewAPIKey(proto: request, at: call.at)
    return try await keys.create(new, by: call.keyAct).asProto(at: call.at)
  }

  func listApiKeys(
    request: AuthV1.ListApiKeysRequest, context: ServerContext
  ) async throws -> AuthV1.ListApiKeysResponse {
    let call = try await access.admin(with: .apiKeysRead)
    let page = try PageRequest(
      proto: request.hasPage ? request.page : nil, perPage: request.hasPerPage ? request.perPage : nil)
    let includeEnded = !request.hasIncludeEnded || request.includeEnded
    return try await keys.store.page(tenantID: call.tenantID, includeEnded: includeEnded, page, at: call.at)
      .asProto(at: call.at)
  }

  func getApiKey(request: AuthV1.GetApiKeyRequest, context: ServerContext) async throws -> AuthV1.TenantApiKey {
    let call = try await access.admin(with: .apiKeysRead)
    return try await keys.store.key(tenantID: call.tenantID, id: request.id).asTenantProto(at: call.at)
  }

  func updateApiKey(
    request: AuthV1.UpdateApiKeyRequest, context: ServerContext
  ) async throws -> AuthV1.TenantApiKey {
    let call = try await access.admin(with: .apiKeysWrite)
    let change = try APIKeyChange(proto: request)
    return try await keys.update(request.id, change, by: call.keyAct).asTenantProto(at: call.at)
  }

  func rotateApiKey(
    request: AuthV1.RotateApiKeyRequest, context: ServerContext
  ) async throws -> AuthV1.CreatedApiKey {
    let call = try await access.admin(with: .apiKeysWrite)
    let rotation = try APIKeyRotation(proto: request)
    return try await keys.rotate(request.id, rotation, by: call.keyAct).asProto(at: call.at)
  }

  func revokeApiKey(
    request: AuthV1.RevokeApiKeyRequest, context: ServerContext
  ) async throws -> AuthV1.TenantApiKey {
    let call = try await access.admin(with: .apiKeysWrite)
    return try await keys.revoke(request.id, by: call.keyAct).asTenantProto(at: call.at)
  }
}
