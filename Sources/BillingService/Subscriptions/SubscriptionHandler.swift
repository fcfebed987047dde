import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.SubscriptionService`.
struct SubscriptionHandler: BillingV1.SubscriptionService.SimpleServiceProtocol, DirectlyCallable {
  let subscriptions: Subscriptions
  let access: SubscriptionAccess
  let usage: UsageStore

  func getCurrentSubscription(
    request: BillingV1.GetCurrentSubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.Subscription {
    let caller = try Call.current.caller
    for organization in try await access.organizations(of: caller) {
      if let found = try await subscriptions.store.current(of: organization, tenantID: caller.tenantID) {
        return try await subscriptions.proto(found, tenantID: caller.tenantID)
      }
    }
    throw SubscriptionError.notFound
  }

  func createSubscriptionCheckout(
    request: BillingV1.CreateSubscriptionCheckoutRequest, context: ServerContext
  ) async throws -> BillingV1.SubscriptionCheckout {
    let call = try Call.current
    var check = Violations()
    check.page(request.successURL, "success_url")
    check.page(request.cancelURL, "cancel_url")
    try check.throwIfAny()
    let named = request.hasOrganizationID ? request.organizationID : try await access.organization(of: call.caller)
    let organization = try await access.organization(named, .billingManage, for: call.caller)
    let new = NewSubscription(
      subject: organization,
      plan: try await subscriptions.store.offeredPlan(request.planID, tenantID: call.caller.tenantID), cycle: .month,
      userID: call.caller.userID)
    let page = try await subscriptions.checkout(
      new, successURL: request.successURL, cancelURL: request.cancelURL, key: subscriptions.key(call),
      tenantID: call.caller.tenantID)
    return .with {
      $0.checkoutURL = page.url ?? ""
      $0.sessionID = page.id
    }
  }

  func createSubscription(
    request: BillingV1.CreateSubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.Subscription {
    let call = try Call.current
    var check = Violations()
    let cycle = check.cycle(request.billingCycle, isSet: request.hasBillingCycle)
    let metadata = check.metadata(request.subscriptionMetadata, isSet: request.hasSubscriptionMetadata)
    try check.throwIfAny()
    let organization = try await access.organization(request.organizationID, .billingManage, for: call.caller)
    let new = NewSubscription(
      subject: organization,
      plan: try await subscriptions.store.offeredPlan(request.planID, tenantID: call.caller.tenantID),
      cycle: cycle ?? .month, metadata: metadata ?? "{}", userID: call.caller.userID)
    return try await subscriptions.create(
      new, once: Once("subscription:\(organization.id)", request, call, at: subscriptions.store.clock.now()),
      for: call.caller)
  }

  func getSubscription(
    request: BillingV1.GetSubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.Subscription {
    let caller = try Call.current.caller
    let found = try await access.subscription(request.subscriptionID, .billingRead, for: caller)
    return try await subscriptions.proto(found, tenantID: caller.tenantID)
  }

  func updateSubscription(
    request: BillingV1.UpdateSubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.Subscription {
    let call = try Call.current
    let found = try await access.subscription(request.subscriptionID, .billingManage, for: call.caller)
    var check = Violations()
    let cycle = check.cycle(request.billingCycle, isSet: request.hasBillingCycle)
    let metadata = check.metadata(request.subscriptionMetadata, isSet: request.hasSubscriptionMetadata)
    try check.throwIfAny()
    let once = try Once("subscription-update", request, call, at: subscriptions.store.clock.now())
    return try await subscriptions.update(
      found, planID: request.hasPlanID ? request.planID : nil, cycle: cycle, metadata: metadata, once: once,
      for: call.caller)
  }

  func cancelSubscription(
    request: BillingV1.CancelSubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.Subscription {
    let caller = try Call.current.caller
    let found = try await access.subscription(request.subscriptionID, .billingManage, for: caller)
    let cancelled = try await subscriptions.cancel(
      found, atPeriodEnd: request.hasCancelAtPeriodEnd ? request.cancelAtPeriodEnd : true, tenantID: caller.tenantID)
    return try await subscriptions.proto(cancelled, tenantID: caller.tenantID)
  }

  func assignUserPlan(
    request: BillingV1.AssignUserPlanRequest, context: ServerContext
  ) async throws -> BillingV1.AssignUserPlanResponse {
    let caller = try Call.current.caller
    guard try caller.requireUser() == request.userID else { throw SubscriptionError.userMismatch }
    let plan = try await subscriptions.store.offeredPlan(request.planID, tenantID: caller.tenantID)
    guard plan.terms.isFree else { throw SubscriptionError.paymentMethodRequired }
    _ = try await subscriptions.plans.assign(
      plan.terms.slug, to: Subject(.user, request.userID), tenantID: caller.tenantID)
    return .with {
      $0.success = true
      $0.userID = request.userID
      $0.planID = plan.id
    }
  }
}
