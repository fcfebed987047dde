import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.CompanyBillingService` (vek1).
struct CompanyBillingHandler: BillingV1.CompanyBillingService.SimpleServiceProtocol, DirectlyCallable {
  let gate: CompanyGate
  let subscriptions: CompanySubscriptionHandler
  let settings: CompanySettingsStore
  let payments: CompanyPayments
  let invoices: Invoices
  let usage: UsageStore
  let clock: any WallClock

  func listCompanyPlans(
    request: BillingV1.ListCompanyPlansRequest, context: ServerContext
  ) async throws -> BillingV1.ListCompanyPlansResponse { try await subscriptions.plans() }

  func putCompanySubscription(
    request: BillingV1.PutCompanySubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.CompanySubscription { try await subscriptions.put(request) }

  func cancelCompanySubscription(
    request: BillingV1.CancelCompanySubscriptionRequest, context: ServerContext
  ) async throws -> BillingV1.CompanySubscription { try await subscriptions.cancel(request) }

  func createSetupIntent(
    request: BillingV1.CreateSetupIntentRequest, context: ServerContext
  ) async throws -> BillingV1.SetupIntent { try await subscriptions.setUp(request) }

  func getBillingSummary(
    request: BillingV1.GetBillingSummaryRequest, context: ServerContext
  ) async throws -> BillingV1.BillingSummary {
    let caller = try Call.current.caller
    let company = try await gate.company(request.hasCompanyID ? request.companyID : nil, .billingRead, caller)
    let (tenantID, now) = (caller.tenantID, clock.now())
    let (known, charged) = try await settings.settings(of: company, tenantID: tenantID, at: now)
    let quota = try await usage.quota(of: Subject(.organization, company), tenantID: tenantID, at: now)
    let subscription = try await subscriptions.current(of: company, tenantID: tenantID)
    let plan = try await subscriptions.plan(of: company, tenantID: tenantID)
    let card = try await invoices.card(of: Subject(.organization, company), tenantID: tenantID)
    return .with {
      $0.companyID = company
      if let subscription { $0.subscription = subscription }
      if let plan { $0.plan = plan }
      $0.settings = known.asProto(companyID: company, charged: charged)
      $0.usage = quota.asProto(companyID: company, month: CalendarPeriod.month.interval(containing: now))
      if let card { $0.card = card.asProto }
    }
  }

  func createTopup(
    request: BillingV1.CreateTopupRequest, context: ServerContext
  ) async throws -> BillingV1.Topup {
    let call = try Call.current
    let company = try await gate.company(request.hasCompanyID ? request.companyID : nil, .billingManage, call.caller)
    let new = try NewTopup(proto: request, companyID: company, call)
    let payment = try await payments.buy(new, tenantID: call.caller.tenantID)
    let publishable = try await payments.stripe.keys.publishableKey(of: call.caller.tenantID)
    return payment.asTopupProto(publishableKey: publishable)
  }

  func getCompanyBillingSettings(
    request: BillingV1.GetCompanyBillingSettingsRequest, context: ServerContext
  ) async throws -> BillingV1.CompanyBillingSettings {
    let caller = try Call.current.caller
    let company = try await gate.company(request.hasCompanyID ? request.companyID : nil, .billingRead, caller)
    let (known, charged) = try await settings.settings(of: company, tenantID: caller.tenantID, at: clock.now())
    return known.asProto(companyID: company, charged: charged)
  }

  func updateCompanyBillingSettings(
    request: BillingV1.UpdateCompanyBillingSettingsRequest, context: ServerContext
  ) async throws -> BillingV1.CompanyBillingSettings {
    let caller = try Call.current.caller
    let company = try await gate.company(request.hasCompanyID ? request.companyID : nil, .billingManage, caller)
    let change = try CompanySettingsChange(proto: request)
    let (known, charged) = try await settings.change(
      change, of: company, tenantID: caller.tenantID, at: clock.now())
    return known.asProto(companyID: company, charged: charged)
  }

  func listCompanyInvoices(
    request: BillingV1.ListCompanyInvoicesRequest, context: ServerContext
  ) async throws -> BillingV1.ListCompanyInvoicesResponse {
    let caller = try Call.current.caller
    var check = Violations()
    if request.hasLimit { check.number(request.limit, "limit", 1...100) }
    try check.throwIfAny()
    let company = try await gate.company(request.hasCompanyID ? request.companyID : nil, .billingRead, caller)
    let list = try await invoices.list(of: Subject(.organization, company), tenantID: caller.tenantID)
    return .with {
      $0.invoices = list.objects.prefix(Int(request.hasLimit ? request.limit : 20)).compactMap(\.asCompanyInvoiceProto)
      $0.stale = list.isStale
    }
  }

  func triggerUsageReport(
    request: BillingV1.TriggerUsageReportRequest, context: ServerContext
  ) async throws -> BillingV1.TriggerUsageReportResponse {
    let caller = try Call.current.caller
    let company = try await gate.company(request.hasCompanyID ? request.companyID : nil, .billingManage, caller)
    try await payments.stripe.requireKey(of: caller.tenantID)
    let pending = try await settings.unreportedTokens(of: company, tenantID: caller.tenantID)
    return .with { $0.pendingTokens = pending }
  }

  func triggerOverageCharge(
    request: BillingV1.TriggerOverageChargeRequest, context: ServerContext
  ) async throws -> BillingV1.TriggerOverageChargeResponse {
    let caller = try Call.current.caller
    let company = try await gate.company(request.hasCompanyID ? request.companyID : nil, .billingManage, caller)
    return try await payments.chargeOverage(of: company, tenantID: caller.tenantID).asProto
  }
}
