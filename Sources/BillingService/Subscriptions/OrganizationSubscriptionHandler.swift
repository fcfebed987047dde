import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.OrganizationSubscriptionService`.
struct OrganizationSubscriptionHandler: BillingV1.OrganizationSubscriptionService.SimpleServiceProtocol,
  DirectlyCallable
{
  let subscriptions: Subscriptions
  let access: SubscriptionAccess
  let invoices: Invoices

  func getOrganizationSubscription(
    request: BillingV1.GetOrganizationSubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.GetOrganizationSubscriptionResponse {
    let caller = try Call.current.caller
    let organization = try await access.organization(request.organizationID, .billingRead, for: caller)
    guard let found = try await subscriptions.store.current(of: organization, tenantID: caller.tenantID) else {
      return .init()
    }
    let (plan, currency) = try await subscriptions.plan(of: found, tenantID: caller.tenantID)
    var shown = try await subscriptions.proto(found, tenantID: caller.tenantID)
    if let plan { shown.plan = plan.asSubscriptionProto(preferring: currency) }
    return .with { [shown] in $0.subscription = shown }
  }

  func subscribeOrganization(
    request: BillingV1.SubscribeOrganizationRequest, context: ServerContext
  ) async throws -> BillingV1.Subscription {
    let call = try Call.current
    let organization = try await access.organization(request.organizationID, .billingManage, for: call.caller)
    let new = NewSubscription(
      subject: organization,
      plan: try await subscriptions.store.offeredPlan(request.planID, tenantID: call.caller.tenantID), cycle: .month,
      userID: call.caller.userID)
    return try await subscriptions.create(
      new, once: Once("subscription:\(organization.id)", request, call, at: subscriptions.store.clock.now()),
      for: call.caller)
  }

  func updateOrganizationSubscription(
    request: BillingV1.UpdateOrganizationSubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.Subscription {
    let call = try Call.current
    let found = try await live(request.organizationID, .billingManage, call.caller)
    var check = Violations()
    let cycle = check.cycle(request.billingCycle, isSet: request.hasBillingCycle)
    let metadata = check.metadata(request.subscriptionMetadata, isSet: request.hasSubscriptionMetadata)
    try check.throwIfAny()
    let once = try Once("subscription-update", request, call, at: subscriptions.store.clock.now())
    return try await subscriptions.update(
      found, planID: request.hasPlanID ? request.planID : nil, cycle: cycle, metadata: metadata, once: once,
      for: call.caller)
  }

  func cancelOrganizationSubscription(
    request: BillingV1.CancelOrganizationSubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.CancelOrganizationSubscriptionResponse {
    let caller = try Call.current.caller
    let atPeriodEnd = request.hasCancelAtPeriodEnd ? request.cancelAtPeriodEnd : true
    let cancelled = try await subscriptions.cancel(
      live(request.organizationID, .billingManage, caller), atPeriodEnd: atPeriodEnd, tenantID: caller.tenantID)
    let shown = try await subscriptions.proto(cancelled, tenantID: caller.tenantID)
    return .with {
      $0.message = Self.cancellation(atPeriodEnd: atPeriodEnd)
      $0.subscription = shown
    }
  }

  func resumeOrganizationSubscription(
    request: BillingV1.ResumeOrganizationSubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.Subscription {
    let caller = try access.caller(Call.current.caller, as: request.userID)
    let organization = try await access.organization(request.organizationID, .billingManage, for: caller)
    let newest = try await subscriptions.store.newest(of: organization, tenantID: caller.tenantID)
    let resumed = try await subscriptions.resume(newest, tenantID: caller.tenantID)
    return try await subscriptions.proto(resumed, tenantID: caller.tenantID)
  }

  func cancelSubscriptionOfOrganization(
    request: BillingV1.CancelSubscriptionOfOrganizationRequest, context: ServerContext
  ) async throws -> BillingV1.Subscription {
    let caller = try access.caller(Call.current.caller, as: request.userID)
    let cancelled = try await subscriptions.cancel(
      live(request.organizationID, .billingManage, caller),
      atPeriodEnd: request.hasCancelAtPeriodEnd ? request.cancelAtPeriodEnd : true, tenantID: caller.tenantID)
    return try await subscriptions.proto(cancelled, tenantID: caller.tenantID)
  }

  /// For people.
  static func cancellation(atPeriodEnd: Bool) -> String {
    atPeriodEnd ? "Subscription will be cancelled at the end of the period" : "Subscription cancelled"
  }

  private func live(
    _ organizationID: String, _ permission: OrganizationPermission, _ caller: Caller
  ) async throws -> Subscription {
    let organization = try await access.organization(organizationID, permission, for: caller)
    guard let live = try await subscriptions.store.current(of: organization, tenantID: caller.tenantID) else {
      throw SubscriptionError.notFound
    }
    return live
  }
}
