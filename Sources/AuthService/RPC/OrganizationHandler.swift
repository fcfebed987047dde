import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.OrganizationService`.
struct OrganizationHandler: AuthV1.OrganizationService.SimpleServiceProtocol, DirectlyCallable {
  let organizations: OrganizationStore
  let clock: any WallClock
  let ids: any IDGenerator

  func createOrganization(
    request: AuthV1.CreateOrganizationRequest, context: ServerContext
  ) async throws -> AuthV1.Organization {
    let caller = try Call.current.caller
    return try await organizations.create(
      NewOrganization(proto: request), id: ids.next(), tenantID: caller.tenantID, userID: caller.requireUser(),
      at: clock.now()
    ).asProto
  }

  func listMyOrganizations(
    request: AuthV1.ListMyOrganizationsRequest, context: ServerContext
  ) async throws -> AuthV1.ListMyOrganizationsResponse {
    let caller = try Call.current.caller
    let mine = try await organizations.memberships(tenantID: caller.tenantID, userID: caller.requireUser())
    return .with { $0.organizations = mine.map(\.asProto) }
  }
}
