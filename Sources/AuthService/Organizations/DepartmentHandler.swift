import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.DepartmentService`.
struct DepartmentHandler: AuthV1.DepartmentService.SimpleServiceProtocol, DirectlyCallable {
  let departments: DepartmentStore
  let clock: any WallClock
  let ids: any IDGenerator

  func listOrganizationDepartments(
    request: AuthV1.ListOrganizationDepartmentsRequest, context: ServerContext
  ) async throws -> AuthV1.ListOrganizationDepartmentsResponse {
    let all = try await departments.all(member(of: request.organizationID))
    return .with { $0.departments = all.map(\.asProto) }
  }

  func createDepartment(
    request: AuthV1.CreateDepartmentRequest, context: ServerContext
  ) async throws -> AuthV1.Department {
    let call = try member(of: request.organizationID)
    return try await departments.insert(NewDepartment(proto: request), id: ids.next(), by: call).asProto
  }

  func updateDepartment(
    request: AuthV1.UpdateDepartmentRequest, context: ServerContext
  ) async throws -> AuthV1.Department {
    let call = try member(of: request.organizationID)
    return try await departments.update(DepartmentChange(proto: request), id: request.departmentID, by: call).asProto
  }

  func deleteDepartment(
    request: AuthV1.DeleteDepartmentRequest, context: ServerContext
  ) async throws -> AuthV1.DeleteDepartmentResponse {
    try await departments.delete(id: request.departmentID, by: member(of: request.organizationID))
    return .init()
  }

  func getDepartment(request: AuthV1.GetDepartmentRequest, context: ServerContext) async throws -> AuthV1.Department {
    let caller = try Call.current.caller
    return try await departments.department(
      tenantID: caller.tenantID, id: request.departmentID, memberID: request.checkedUserID()
    ).asProto
  }

  private func member(of organizationID: String) throws -> MemberCall {
    try MemberCall(.current, organizationID: organizationID, at: clock.now())
  }
}
