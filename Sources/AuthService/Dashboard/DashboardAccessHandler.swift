import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.DashboardAccessService`: what dashboard admins may do, for services with dashboard routes of their
/// own.
struct DashboardAccessHandler: AuthV1.DashboardAccessService.SimpleServiceProtocol, DirectlyCallable {
  let access: DashboardAccess

  func authorizeAdmin(
    request: AuthV1.AuthorizeAdminRequest, context: ServerContext
  ) async throws -> AuthV1.AuthorizeAdminResponse {
    try Call.current.caller.requireService()
    let admin = try await access.admin(AdminAuthorization(proto: request))
    return .with { $0.adminEmail = admin.email }
  }
}
