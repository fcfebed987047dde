import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.BillingAccountService`.
struct BillingAccountHandler: BillingV1.BillingAccountService.SimpleServiceProtocol, DirectlyCallable {
  let accounts: BillingAccountStore
  let access: DashboardAccessClient
  let clock: any WallClock

  func getBillingAccount(
    request: BillingV1.GetBillingAccountRequest, context: ServerContext
  ) async throws -> BillingV1.BillingAccount {
    let owner = try AccountOwner(proto: request)
    let admin = try await admin(with: .billingRead, about: owner)
    return try await accounts.account(of: owner.subject, tenantID: admin.tenantID).asProto
  }

  func grantTokens(
    request: BillingV1.GrantTokensRequest, context: ServerContext
  ) async throws -> BillingV1.BillingAccount {
    let call = try Call.current
    let now = clock.now()
    let (owner, gift) = try AccountOwner.gift(proto: request, at: now)
    let admin = try await admin(with: .billingWrite, about: owner)
    return try await accounts.give(
      gift, to: owner.subject, by: admin, once: Once("billing-account.grant", request, call, at: now)
    ) { $0.asProto }
  }

  func setAccountPlan(
    request: BillingV1.SetAccountPlanRequest, context: ServerContext
  ) async throws -> BillingV1.BillingAccount {
    let owner = try AccountOwner(proto: request)
    let admin = try await admin(with: .billingWrite, about: owner)
    return try await accounts.setPlan(
      of: owner.subject, to: request.planSlug, by: admin, tenantID: admin.tenantID
    ).asProto
  }

  private func admin(
    with permission: DashboardPermission, about owner: AccountOwner
  ) async throws -> AuthorizedAdmin {
    try await access.admin(with: permission, userID: owner.userID, organizationID: owner.organizationID)
  }
}
