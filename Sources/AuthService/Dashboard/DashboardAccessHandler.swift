import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.DashboardAccessService`: what dashboard admins may do, for services with dashboard routes of their
/// own.
struct DashboardAccessHandler: AuthV1.DashboardAccessService.SimpleServiceProtocol, DirectlyCallable {
  let access: DashboardAccess
  let targets: AdminTargetStore

  func authorizeAdmin(
    request: AuthV1.AuthorizeAdminRequest, context: ServerContext
  ) async throws -> AuthV1.AuthorizeAdminResponse {
    try Call.current.caller.requireService()
    let asked = try AdminAuthorization(proto: request)
    let admin = try await access.admin(asked)
    try await targets.require(asked.targets, tenantID: asked.tenantID)
    return .with { $0.adminEmail = admin.email }
  }
}
