import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.PlanService`.
struct PlanHandler: BillingV1.PlanService.SimpleServiceProtocol, DirectlyCallable {
  let plans: PlanStore

  func listPublicPlans(
    request: BillingV1.ListPublicPlansRequest, context: ServerContext
  ) async throws -> BillingV1.ListPublicPlansResponse {
    let offered = try await plans.companyPlans(tenantID: Call.current.caller.tenantID)
    return .with { $0.plans = offered.map(\.asPublicProto) }
  }
}
