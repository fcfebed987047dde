import Contracts
import GRPCCore
import Runtime

/// What a user has used, in all organizations together.
extension SubscriptionHandler {
  func getUserUsage(
    request: BillingV1.GetUserUsageRequest, context: ServerContext
  ) async throws -> BillingV1.UserUsage {
    let caller = try ownCaller(request.userID)
    let found = try await usage.usage(
      of: request.userID, everywhereIn: access.organizations(of: caller), tenantID: caller.tenantID,
      at: subscriptions.store.clock.now())
    guard let found else { throw UsageError.noActivePlan }
    return found.asProto
  }

  func getUserUsageLimits(
    request: BillingV1.GetUserUsageLimitsRequest, context: ServerContext
  ) async throws -> BillingV1.GetUserUsageLimitsResponse {
    let caller = try ownCaller(request.userID)
    let standing = try await usage.standing(
      ofUser: request.userID, tenantID: caller.tenantID, at: subscriptions.store.clock.now())
    return .with { $0.limits = standing.asProto }
  }

  /// The caller, who sees nobody else's usage.
  private func ownCaller(_ userID: String) throws -> Caller {
    let caller = try Call.current.caller
    guard try caller.requireUser() == userID else { throw UsageError.userMismatch }
    return caller
  }
}
