import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.CompanyService`.
struct CompanyHandler: AuthV1.CompanyService.SimpleServiceProtocol, DirectlyCallable {
  let organizations: OrganizationStore
  let clock: any WallClock
  let ids: any IDGenerator

  func ensureCompany(request: AuthV1.EnsureCompanyRequest, context: ServerContext) async throws -> AuthV1.Company {
    let caller = try Call.current.caller
    let userID = try caller.requireUser()
    let ensured = try await organizations.ensureCompany(
      CompanyWish(proto: request), newID: ids.next(), tenantID: caller.tenantID, userID: userID, at: clock.now())
    return ensured.company.asCompany(ownerID: userID, created: ensured.created)
  }

  func getCompany(request: AuthV1.GetCompanyRequest, context: ServerContext) async throws -> AuthV1.Company {
    let caller = try Call.current.caller
    let userID = try caller.requireUser()
    guard let company = try await organizations.company(tenantID: caller.tenantID, userID: userID) else {
      throw AuthError.companyNotFound
    }
    return company.asCompany(ownerID: userID, created: false)
  }
}
