import Contracts
import GRPCCore
import Runtime

/// `quartet.auth.v1.OrganizationService`.
struct OrganizationHandler: AuthV1.OrganizationService.SimpleServiceProtocol, DirectlyCallable {
  let organizations: OrganizationStore
  let memberships: MembershipStore
  let tenants: TenantStore
  let stepUp: StepUp
  let clock: any WallClock
  let ids: any IDGenerator

  func createOrganization(
    request: AuthV1.CreateOrganizationRequest, context: ServerContext
  ) async throws -> AuthV1.Organization {
    let call = try member(of: ids.next())
    return try await organizations.create(
      NewOrganization(proto: request), departmentID: ids.next(), by: call
    ).asProto
  }

  func listMyOrganizations(
    request: AuthV1.ListMyOrganizationsRequest, context: ServerContext
  ) async throws -> AuthV1.ListMyOrganizationsResponse {
    let caller = try Call.current.caller
    let mine = try await organizations.memberships(tenantID: caller.tenantID, userID: caller.requireUser())
    return .with { $0.organizations = mine.map(\.asProto) }
  }

  func getOrganization(
    request: AuthV1.GetOrganizationRequest, context: ServerContext
  ) async throws -> AuthV1.Organization {
    try await organizations.organization(member(of: request.organizationID)).asProto
  }

  func updateOrganization(
    request: AuthV1.UpdateOrganizationRequest, context: ServerContext
  ) async throws -> AuthV1.Organization {
    let call = try member(of: request.organizationID)
    return try await organizations.update(OrganizationChange(proto: request), by: call).asProto
  }

  func listMembers(
    request: AuthV1.ListMembersRequest, context: ServerContext
  ) async throws -> AuthV1.ListMembersResponse {
    let members = try await memberships.members(member(of: request.organizationID))
    return .with { $0.members = members.map(\.asProto) }
  }

  func updateMemberRole(
    request: AuthV1.UpdateMemberRoleRequest, context: ServerContext
  ) async throws -> AuthV1.OrganizationMember {
    let call = try member(of: request.organizationID)
    let role = try OrganizationRole(assignable: request.role)
    return try await memberships.change(.role(role), of: request.userID, by: call).asProto
  }

  func removeMember(
    request: AuthV1.RemoveMemberRequest, context: ServerContext
  ) async throws -> AuthV1.RemoveMemberResponse {
    let call = try member(of: request.organizationID)
    try await memberships.change(.removal, of: request.userID, by: call)
    return .with { $0.message = "Member removed successfully" }
  }

  func deactivateMember(
    request: AuthV1.DeactivateMemberRequest, context: ServerContext
  ) async throws -> AuthV1.OrganizationMember {
    let call = try member(of: request.organizationID)
    return try await memberships.change(.deactivation, of: request.userID, by: call).asProto
  }

  func activateMember(
    request: AuthV1.ActivateMemberRequest, context: ServerContext
  ) async throws -> AuthV1.OrganizationMember {
    let call = try member(of: request.organizationID)
    return try await memberships.change(.activation, of: request.userID, by: call).asProto
  }

  func transferOwnership(
    request: AuthV1.TransferOwnershipRequest, context: ServerContext
  ) async throws -> AuthV1.OrganizationMember {
    let call = try member(of: request.organizationID)
    let heir = try request.checkedHeir(besides: call.userID)
    let settings = try await tenants.active(call.tenantID).settings
    try await stepUp.require(try Call.current.caller, settings, at: call.at)
    return try await memberships.transferOwnership(to: heir, remains: request.remainOwner, by: call).asProto
  }

  func setDefaultOrganization(
    request: AuthV1.SetDefaultOrganizationRequest, context: ServerContext
  ) async throws -> AuthV1.SetDefaultOrganizationResponse {
    try await memberships.setDefault(member(of: request.organizationID))
    return .with {
      $0.message = "Default organization set successfully"
      $0.defaultOrganizationID = request.organizationID
    }
  }

  private func member(of organizationID: String) throws -> MemberCall {
    try MemberCall(.current, organizationID: organizationID, at: clock.now())
  }
}
