import Contracts
import GRPCCore
import Runtime

/// A service of one method, which does what the test says.
struct FakePlans: BillingV1.PlanService.SimpleServiceProtocol, DirectlyCallable {
  static let method = BillingV1.PlanService.Method.ListPublicPlans.descriptor

  var answer: @Sendable () async throws -> Void = {}

  var module: ServiceModule { ServiceModule(name: "billing", services: [self]) }

  func listPublicPlans(
    request: BillingV1.ListPublicPlansRequest, context: ServerContext
  ) async throws -> BillingV1.ListPublicPlansResponse {
    try await answer()
    return BillingV1.ListPublicPlansResponse()
  }
}
