import Contracts
import Runtime

/// What `quartet.billing.v1.CompanyBillingService` has of plans, subscriptions and cards (vek1). A company pays by the
/// month in BRL, for a plan's recurring price and its metered one.
struct CompanySubscriptionHandler: Sendable {
  let subscriptions: Subscriptions
  let memberships: Memberships

  func plans() async throws -> BillingV1.ListCompanyPlansResponse {
    let offered = try await subscriptions.plans.companyPlans(tenantID: Call.current.caller.tenantID)
    return .with { $0.plans = offered.map(\.asCompanyProto) }
  }

  func put(_ request: BillingV1.PutCompanySubscriptionRequest) async throws -> BillingV1.CompanySubscription {
    let call = try Call.current
    let tenantID = call.caller.tenantID
    let company = try await company(request.hasCompanyID ? request.companyID : nil, .billingManage, call.caller)
    let plan = try await plan(request, tenantID: tenantID)
    let card = request.hasPaymentMethodID ? request.paymentMethodID : nil
    let once = try Once("company-subscription:\(company.id)", request, call, at: subscriptions.store.clock.now())
    let new = NewSubscription(
      subject: company, plan: plan, cycle: .month, userID: call.caller.userID, currency: .brl, paymentMethodID: card,
      isMetered: true)
    if !plan.terms.isFree { _ = try new.price(preferring: .brl) }
    let result: Subscriptions.Payable
    // A free plan gives way when its successor is paid for, so that one has a row of its own.
    let live = try await subscriptions.store.current(of: company, tenantID: tenantID)
    if let live, live.status != .incomplete, live.isPaid || plan.terms.isFree {
      try await subscriptions.store.note(live.id, once: once)
      result = try await subscriptions.update(
        live,
        by: SubscriptionChange(
          plan: plan, cycle: .month, paymentMethodID: card, currency: .brl, isMetered: true,
          undoesCancellation: true), tenantID: tenantID)
    } else {
      result = try await subscriptions.create(try new.offered(), tenantID: tenantID, once: once)
    }
    return try await shown(result, tenantID: tenantID)
  }

  func cancel(_ request: BillingV1.CancelCompanySubscriptionRequest) async throws -> BillingV1.CompanySubscription {
    let caller = try Call.current.caller
    let company = try await company(request.hasCompanyID ? request.companyID : nil, .billingManage, caller)
    guard let live = try await subscriptions.store.current(of: company, tenantID: caller.tenantID) else {
      throw SubscriptionError.notFound
    }
    let cancelled = try await subscriptions.cancel(live, atPeriodEnd: true, tenantID: caller.tenantID)
    return try await shown(.init(subscription: cancelled), tenantID: caller.tenantID)
  }

  func setUp(_ request: BillingV1.CreateSetupIntentRequest) async throws -> BillingV1.SetupIntent {
    let call = try Call.current
    let company = try await company(request.hasCompanyID ? request.companyID : nil, .billingManage, call.caller)
    let (intent, publishableKey) = try await subscriptions.setUp(
      company, in: .brl, key: "\(company.id):\(subscriptions.key(call))", tenantID: call.caller.tenantID)
    return .with {
      $0.clientSecret = intent.clientSecret ?? ""
      $0.setupIntentID = intent.id
      if let publishableKey { $0.publishableKey = publishableKey }
    }
  }

  /// A company's live subscription, for its summary; nil without one.
  func current(of companyID: String, tenantID: String) async throws -> BillingV1.CompanySubscription? {
    let live = try await subscriptions.store.current(of: Subject(.organization, companyID), tenantID: tenantID)
    guard let live else { return nil }
    return try await shown(.init(subscription: live), tenantID: tenantID)
  }

  /// The plan that counts for a company now, for its summary; nil where there is none.
  func plan(of companyID: String, tenantID: String) async throws -> BillingV1.CompanyPlan? {
    try await subscriptions.store.effectivePlan(of: Subject(.organization, companyID), tenantID: tenantID)?
      .asCompanyProto
  }

  private func plan(_ request: BillingV1.PutCompanySubscriptionRequest, tenantID: String) async throws -> Plan {
    var check = Violations()
    check.require(
      request.hasPlanID != request.hasPlanSlug, "plan_id", "should be given, or plan_slug, and not both",
      type: request.hasPlanID ? "value_error" : "missing")
    if request.hasPaymentMethodID { check.text(request.paymentMethodID, "payment_method_id", 1...255) }
    try check.throwIfAny()
    if request.hasPlanID { return try await subscriptions.plans.plan(request.planID, tenantID: tenantID) }
    guard let plan = try await subscriptions.store.plan(slug: request.planSlug, tenantID: tenantID) else {
      throw PlanError.notFound(id: request.planSlug)
    }
    return plan
  }

  private func shown(
    _ payable: Subscriptions.Payable, tenantID: String
  ) async throws -> BillingV1.CompanySubscription {
    let plan = try await subscriptions.plan(of: payable.subscription, tenantID: tenantID).plan
    return payable.subscription.asCompanyProto(
      planID: plan?.id ?? "", clientSecret: payable.clientSecret, at: subscriptions.store.clock.now())
  }

  private func company(
    _ named: String?, _ permission: OrganizationPermission, _ caller: Caller
  ) async throws -> Subject {
    var company = named
    if let named {
      try await memberships.require(companyID: named, for: caller)
    } else {
      company = try await memberships.only(for: caller)
    }
    let companyID = company ?? ""
    try await memberships.require(permission, in: companyID, for: caller)
    return Subject(.organization, companyID)
  }
}
