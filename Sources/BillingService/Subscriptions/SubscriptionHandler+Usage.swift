import Contracts
import GRPCCore

/// What a user has used.
extension SubscriptionHandler {
  func getUserUsage(
    request: BillingV1.GetUserUsageRequest, context: ServerContext
  ) async throws -> BillingV1.UserUsage {
    throw RPCError(code: .unimplemented, message: "A user's usage is not told here yet.")
  }

  func getUserUsageLimits(
    request: BillingV1.GetUserUsageLimitsRequest, context: ServerContext
  ) async throws -> BillingV1.GetUserUsageLimitsResponse {
    throw RPCError(code: .unimplemented, message: "A user's limits are not told here yet.")
  }
}
