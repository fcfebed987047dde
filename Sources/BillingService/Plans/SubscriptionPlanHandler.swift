import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.SubscriptionPlanService`.
struct SubscriptionPlanHandler: BillingV1.SubscriptionPlanService.SimpleServiceProtocol, DirectlyCallable {
  let plans: PlanStore

  /// Of the lists that have no pages.
  private static let maximumPlans = 1_000

  func listPlans(
    request: BillingV1.ListPlansRequest, context: ServerContext
  ) async throws -> BillingV1.ListPlansResponse {
    let tenantID = try Call.current.caller.tenantID
    let page = try PlanPage(proto: request)
    let currency = try await plans.currency(tenantID: tenantID)
    let found = try await plans.plans(tenantID: tenantID, in: currency)
      .filter { page.includesInactive || $0.terms.isActive }
    return .with {
      $0.plans = page.slice(of: found).map { $0.asSubscriptionProto(preferring: currency) }
      $0.total = Int64(found.count)
      $0.page = Int32(clamping: page.skip / page.limit + 1)
      $0.perPage = Int32(clamping: page.limit)
      $0.hasNext_p = page.skip + page.limit < found.count
      $0.hasPrev_p = page.skip > 0
    }
  }

  func listActivePlans(
    request: BillingV1.ListActivePlansRequest, context: ServerContext
  ) async throws -> BillingV1.ListActivePlansResponse {
    let (active, currency) = try await activePlans()
    return .with { $0.plans = active.map { $0.asSubscriptionProto(preferring: currency) } }
  }

  func listFreePlans(
    request: BillingV1.ListFreePlansRequest, context: ServerContext
  ) async throws -> BillingV1.ListFreePlansResponse {
    let (active, currency) = try await activePlans()
    return .with {
      $0.plans = active.filter(\.terms.isFree).map { $0.asSubscriptionProto(preferring: currency) }
    }
  }

  func getPlan(
    request: BillingV1.GetPlanRequest, context: ServerContext
  ) async throws -> BillingV1.SubscriptionPlan {
    let tenantID = try Call.current.caller.tenantID
    let currency = try await plans.currency(tenantID: tenantID)
    return try await plans.plan(request.planID, tenantID: tenantID).asSubscriptionProto(preferring: currency)
  }

  func listAvailablePlans(
    request: BillingV1.ListAvailablePlansRequest, context: ServerContext
  ) async throws -> BillingV1.ListAvailablePlansResponse {
    let (active, currency) = try await activePlans()
    return .with {
      $0.success = true
      $0.plans = active.filter { !$0.terms.isOneTime }.map { $0.asAvailableProto(preferring: currency) }
    }
  }

  private func activePlans() async throws -> (plans: [Plan], currency: Currency) {
    let tenantID = try Call.current.caller.tenantID
    let currency = try await plans.currency(tenantID: tenantID)
    let active = try await plans.activePlans(tenantID: tenantID, in: currency)
    return (Array(active.prefix(Self.maximumPlans)), currency)
  }
}
