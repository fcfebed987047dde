import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.CompanyService`.
struct CompanyHandler: AuthV1.CompanyService.SimpleServiceProtocol, DirectlyCallable {
  let organizations: OrganizationStore
  let clock: any WallClock
  let ids: any IDGenerator

  func ensureCompany(request: AuthV1.EnsureCompanyRequest, context: ServerContext) async throws -> AuthV1.Company {
    let call = try MemberCall(.current, organizationID: ids.next(), at: clock.now())
    let ensured = try await organizations.ensureCompany(
      CompanyInput(proto: request), departmentID: ids.next(), by: call)
    return ensured.company.asCompany(ownerID: call.userID, created: ensured.created)
  }

  func getCompany(request: AuthV1.GetCompanyRequest, context: ServerContext) async throws -> AuthV1.Company {
    let caller = try Call.current.caller
    let userID = try caller.requireUser()
    guard let company = try await organizations.company(tenantID: caller.tenantID, userID: userID) else {
      throw AuthError.companyNotFound
    }
    return company.asCompany(ownerID: userID, created: false)
  }

  func updateCompany(request: AuthV1.UpdateCompanyRequest, context: ServerContext) async throws -> AuthV1.Company {
    let call = try Call.current
    let company = try await organizations.updateCompany(
      CompanyChange(proto: request), userID: call.caller.requireUser(), by: AuditContext(call: call, at: clock.now()))
    return company.asCompany(ownerID: try call.caller.requireUser(), created: false)
  }
}
