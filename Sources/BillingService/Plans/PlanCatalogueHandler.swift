import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.PlanCatalogueService`.
struct PlanCatalogueHandler: BillingV1.PlanCatalogueService.SimpleServiceProtocol, DirectlyCallable {
  let plans: PlanStore
  let publisher: PlanPublisher
  let access: DashboardAccessClient

  func listCataloguePlans(
    request: BillingV1.ListCataloguePlansRequest, context: ServerContext
  ) async throws -> BillingV1.ListCataloguePlansResponse {
    let admin = try await access.admin(with: .billingRead)
    let page = try CataloguePage(proto: request)
    let currency = try await plans.currency(tenantID: admin.tenantID)
    let found = try await plans.plans(tenantID: admin.tenantID, in: currency)
      .filter { page.isActive == nil || $0.terms.isActive == page.isActive }
    let counts = try await plans.subscriptionCounts(tenantID: admin.tenantID)
    return .with {
      $0.plans = found.dropFirst(page.offset).prefix(page.perPage).map {
        $0.asCatalogueProto(subscriptions: counts[$0.terms.slug] ?? 0)
      }
      $0.total = Int64(found.count)
      $0.page = Int32(clamping: page.page)
      $0.perPage = Int32(clamping: page.perPage)
      $0.hasNext_p = page.offset + page.perPage < found.count
      $0.hasPrev_p = page.page > 1
    }
  }

  func getCataloguePlan(
    request: BillingV1.GetCataloguePlanRequest, context: ServerContext
  ) async throws -> BillingV1.CataloguePlan {
    let admin = try await access.admin(with: .billingRead)
    return try await shown(plans.plan(request.id, tenantID: admin.tenantID), admin)
  }

  func createCataloguePlan(
    request: BillingV1.CreateCataloguePlanRequest, context: ServerContext
  ) async throws -> BillingV1.CataloguePlan {
    let admin = try await access.admin(with: .billingWrite)
    let once = try Once("plan", request, Call.current, at: plans.clock.now())
    return try await shown(plans.create(PlanTerms(proto: request), by: admin, once: once), admin)
  }

  func updateCataloguePlan(
    request: BillingV1.UpdateCataloguePlanRequest, context: ServerContext
  ) async throws -> BillingV1.CataloguePlan {
    let admin = try await access.admin(with: .billingWrite)
    return try await shown(plans.change(request.id, PlanChange(proto: request), by: admin), admin)
  }

  func deactivateCataloguePlan(
    request: BillingV1.DeactivateCataloguePlanRequest, context: ServerContext
  ) async throws -> BillingV1.CataloguePlan {
    let admin = try await access.admin(with: .billingWrite)
    return try await shown(plans.change(request.id, PlanChange(isActive: false), by: admin), admin)
  }

  func activateCataloguePlan(
    request: BillingV1.ActivateCataloguePlanRequest, context: ServerContext
  ) async throws -> BillingV1.CataloguePlan {
    let admin = try await access.admin(with: .billingWrite)
    return try await shown(plans.change(request.id, PlanChange(isActive: true), by: admin), admin)
  }

  func publishCataloguePlan(
    request: BillingV1.PublishCataloguePlanRequest, context: ServerContext
  ) async throws -> BillingV1.CataloguePlan {
    let admin = try await access.admin(with: .billingWrite)
    let plan = try await plans.plan(request.id, tenantID: admin.tenantID)
    guard plan.tenantID != nil else { throw PlanError.isGlobal(slug: plan.terms.slug) }
    let adoption = try PlanAdoption(proto: request)
    let published = try await publisher.publish(plan, adopting: adoption, tenantID: admin.tenantID)
    try await plans.notePublished(published, by: admin)
    return try await shown(published, admin)
  }

  private func shown(_ plan: Plan, _ admin: AuthorizedAdmin) async throws -> BillingV1.CataloguePlan {
    let counts = try await plans.subscriptionCounts(tenantID: admin.tenantID)
    return plan.asCatalogueProto(subscriptions: counts[plan.terms.slug] ?? 0)
  }
}
