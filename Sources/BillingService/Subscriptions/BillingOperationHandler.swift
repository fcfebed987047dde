import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.BillingOperationService`.
struct BillingOperationHandler: BillingV1.BillingOperationService.SimpleServiceProtocol, DirectlyCallable {
  let subscriptions: Subscriptions
  let access: SubscriptionAccess
  let invoices: Invoices

  func createBillingCheckout(
    request: BillingV1.CreateBillingCheckoutRequest, context: ServerContext
  ) async throws -> BillingV1.BillingCheckout {
    let call = try Call.current
    let tenantID = call.caller.tenantID
    var check = Violations()
    check.id(request.userID, "user_id")
    check.id(request.organizationID, "organization_id")
    check.page(request.successURL, "success_url")
    check.page(request.cancelURL, "cancel_url")
    try check.throwIfAny()
    let organizations = try await access.memberships.companies(of: request.userID, tenantID: tenantID)
    check.require(
      organizations.contains(request.organizationID), "user_id", "is not an active member of the organization")
    try check.throwIfAny()
    let new = NewSubscription(
      subject: Subject(.organization, request.organizationID),
      plan: try await subscriptions.store.offeredPlan(request.planID, tenantID: tenantID), cycle: .month,
      userID: request.userID)
    let page = try await subscriptions.checkout(
      new, successURL: request.successURL, cancelURL: request.cancelURL, key: subscriptions.key(call),
      tenantID: tenantID)
    let price = try new.price(preferring: await subscriptions.plans.currency(tenantID: tenantID))
    return .with {
      $0.checkoutURL = page.url ?? ""
      $0.sessionID = page.id
      $0.planName = new.plan.terms.name
      $0.price = price.text
    }
  }

  func changePlan(
    request: BillingV1.ChangePlanRequest, context: ServerContext
  ) async throws -> BillingV1.ChangePlanResponse {
    let call = try Call.current
    let tenantID = call.caller.tenantID
    let found = try await subscriptions.store.subscription(request.subscriptionID, tenantID: tenantID)
    let plan = try await subscriptions.plans.plan(request.newPlanID, tenantID: tenantID)
    let once = try Once("change-plan", request, call, at: subscriptions.store.clock.now())
    try await subscriptions.store.note(found.id, once: once)
    let changed = try await subscriptions.update(
      found, by: SubscriptionChange(plan: plan), tenantID: tenantID
    ).subscription
    let status = changed.status(at: subscriptions.store.clock.now())
    return .with {
      $0.success = true
      $0.message =
        changed.scheduled == nil
        ? "Plan changed to \(plan.terms.name)" : "Plan changes to \(plan.terms.name) at the end of the period"
      $0.planName = plan.terms.name
      $0.subscriptionID = changed.id
      if let id = changed.stripe?.subscriptionID { $0.stripeSubscriptionID = id }
      $0.status = status.genlobeSpelling
      $0.cancelAtPeriodEnd = changed.cancelAtPeriodEnd || changed.scheduled != nil
    }
  }

  func cancelBilledSubscription(
    request: BillingV1.CancelBilledSubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.CancelBilledSubscriptionResponse {
    let tenantID = try Call.current.caller.tenantID
    let found = try await subscriptions.store.subscription(request.subscriptionID, tenantID: tenantID)
    let atPeriodEnd = request.hasCancelAtPeriodEnd ? request.cancelAtPeriodEnd : true
    _ = try await subscriptions.cancel(found, atPeriodEnd: atPeriodEnd, tenantID: tenantID)
    return .with {
      $0.success = true
      $0.message = OrganizationSubscriptionHandler.cancellation(atPeriodEnd: atPeriodEnd)
      $0.cancelAtPeriodEnd = atPeriodEnd
    }
  }
}
