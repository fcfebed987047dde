import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.UsageService`.
struct UsageHandler: BillingV1.UsageService.SimpleServiceProtocol, DirectlyCallable {
  private static let paymentRequired = 402

  let usage: UsageStore
  let entities: EntityUsageClient
  let memberships: Memberships
  let clock: any WallClock
  let ids: any IDGenerator

  func getCurrentUsage(
    request: BillingV1.GetCurrentUsageRequest, context: ServerContext
  ) async throws -> BillingV1.CurrentUsage {
    let (caller, organization) = try await reader(of: request.organizationID)
    return try await usage.standing(of: organization, tenantID: caller.tenantID, at: clock.now()).asCurrentProto
  }

  func listUsageHistory(
    request: BillingV1.ListUsageHistoryRequest, context: ServerContext
  ) async throws -> BillingV1.ListUsageHistoryResponse {
    let query = try UsageHistoryQuery(proto: request)
    let (caller, _) = try await reader(of: query.organizationID)
    let records = try await usage.history(
      of: caller.requireUser(), query, tenantID: caller.tenantID, at: clock.now())
    return .with { $0.records = records.map(\.asProto) }
  }

  func getCustomEntityUsage(
    request: BillingV1.GetCustomEntityUsageRequest, context: ServerContext
  ) async throws -> BillingV1.CustomEntityUsage {
    let (caller, organization) = try await reader(of: request.organizationID)
    return try await entities.usage(of: organization.id, tenantID: caller.tenantID).asProto(organization.id)
  }

  func getUsageStats(
    request: BillingV1.GetUsageStatsRequest, context: ServerContext
  ) async throws -> BillingV1.UsageStats {
    let (caller, organization) = try await reader(of: request.organizationID)
    let found = try await usage.standing(
      of: organization, user: caller.requireUser(), tenantID: caller.tenantID, at: clock.now())
    return found.standing.asStatsProto(member: found.user)
  }

  func checkUsage(
    request: BillingV1.CheckUsageRequest, context: ServerContext
  ) async throws -> BillingV1.CheckUsageResponse {
    let consumption = try Consumption(proto: request)
    let caller = try await consumer(of: consumption)
    return try await usage.check(consumption, tenantID: caller.tenantID, at: clock.now()).asProto(consumption)
  }

  func consumeUsage(
    request: BillingV1.ConsumeUsageRequest, context: ServerContext
  ) async throws -> BillingV1.ConsumeUsageResponse {
    let consumption = try Consumption(proto: request)
    let caller = try await consumer(of: consumption)
    let (call, now) = (try Call.current, clock.now())
    do {
      return try await usage.consume(
        consumption, id: ids.next(), once: Once("usage.consume", request, call, at: now), at: now
      ) { $0.asReply(to: consumption) }
    } catch let refusal as UsageRefusal {
      let standing = try await usage.standing(of: consumption.subject, tenantID: caller.tenantID, at: now)
      call.response.status = Self.paymentRequired
      return standing.asReply(to: consumption, refusal)
    }
  }

  func getOrganizationUsage(
    request: BillingV1.GetOrganizationUsageRequest, context: ServerContext
  ) async throws -> BillingV1.GetOrganizationUsageResponse {
    let (caller, organization) = try await reader(of: request.organizationID)
    let found = try await usage.standingWithUsers(of: organization, tenantID: caller.tenantID, at: clock.now())
    return .with {
      $0.usageStats = found.standing.asOrganizationProto(organization.id, activeUsers: found.activeUsers)
    }
  }

  func getMemberUsage(
    request: BillingV1.GetMemberUsageRequest, context: ServerContext
  ) async throws -> BillingV1.GetMemberUsageResponse {
    var check = Violations()
    check.id(request.targetUserID, "target_user_id")
    let (caller, organization) = try await reader(of: request.organizationID, .membersRead, &check)
    let isMember = try await memberships.companies(of: request.targetUserID, tenantID: caller.tenantID)
      .contains(organization.id)
    let found = try await usage.usage(
      of: request.targetUserID, in: organization.id, isMember: isMember, tenantID: caller.tenantID, at: clock.now())
    guard let found else { throw UsageError.memberNotFound }
    return .with { $0.usage = found.asProto }
  }

  func checkOrganizationUsage(
    request: BillingV1.CheckOrganizationUsageRequest, context: ServerContext
  ) async throws -> BillingV1.CheckOrganizationUsageResponse {
    let more = try AdditionalUsage(proto: request)
    let (caller, _) = try await reader(of: more.organizationID)
    let found = try await usage.check(more, tenantID: caller.tenantID, at: clock.now())
    return .with {
      $0.wouldExceed = found.wouldExceed
      $0.limits = found.standing.asProto
    }
  }

  private func reader(of organizationID: String) async throws -> (caller: Caller, organization: Subject) {
    var check = Violations()
    return try await reader(of: organizationID, .organizationRead, &check)
  }

  /// The caller, whose role in the organization has the permission.
  private func reader(
    of organizationID: String, _ permission: OrganizationPermission, _ check: inout Violations
  ) async throws -> (caller: Caller, organization: Subject) {
    check.id(organizationID, "organization_id")
    try check.throwIfAny()
    let caller = try Call.current.caller
    try await memberships.require(permission, in: organizationID, for: caller)
    return (caller, Subject(.organization, organizationID))
  }

  /// The caller, who consumes for nobody else. A service that acts for itself does so for anybody.
  private func consumer(of consumption: Consumption) async throws -> Caller {
    let caller = try Call.current.caller
    guard try caller.actsForItself || caller.requireUser() == consumption.userID else { throw UsageError.userMismatch }
    try await memberships.require(.organizationRead, in: consumption.organizationID, for: caller)
    return caller
  }
}
