import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.TenantSettingsService`.
struct TenantSettingsHandler: AuthV1.TenantSettingsService.SimpleServiceProtocol, DirectlyCallable {
  let access: DashboardAccess
  let tenants: TenantStore
  let googleSecrets: SecretBox

  func getTenantSettings(
    request: AuthV1.GetTenantSettingsRequest, context: ServerContext
  ) async throws -> AuthV1.TenantSettings {
    let call = try await access.admin(with: .settingsRead)
    return try await tenants.active(call.tenantID).asSettingsProto
  }

  func updateTenantSettings(
    request: AuthV1.UpdateTenantSettingsRequest, context: ServerContext
  ) async throws -> AuthV1.TenantSettings {
    let call = try await access.admin(with: .settingsWrite)
    let change = try TenantSettingsChange(proto: request)
    let audit = call.entry("tenant.update", "tenant", call.tenantID, details: change.auditDetails)
    return try await tenants.update(call.tenantID, audit: audit, at: call.at) { [googleSecrets] tenant in
      try change.applied(to: tenant) { try googleSecrets.seal(Array($0.utf8)) }
    }.asSettingsProto
  }
}
