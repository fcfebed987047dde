import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.CreditService`.
struct CreditHandler: BillingV1.CreditService.SimpleServiceProtocol, DirectlyCallable {
  /// Those that one call grants at most.
  private static let maximumResets = 10_000

  let credits: CreditStore
  let clock: any WallClock

  func listCreditHistory(
    request: BillingV1.ListCreditHistoryRequest, context: ServerContext
  ) async throws -> BillingV1.ListCreditHistoryResponse {
    let caller = try Call.current.caller
    let userID = try caller.requireUser()
    let query = try CreditHistoryQuery(proto: request)
    let (transactions, total) = try await credits.history(
      of: Subject(.user, userID), tenantID: caller.tenantID, query)
    return .with {
      $0.transactions = transactions.map { $0.asProto(userID: userID) }
      $0.total = total
      $0.limit = query.limit
      $0.offset = query.offset
    }
  }

  func resetCredits(
    request: BillingV1.ResetCreditsRequest, context: ServerContext
  ) async throws -> BillingV1.ResetCreditsResponse {
    let count = try await credits.resetPeriods(at: clock.now(), maximum: Self.maximumResets)
    return .with {
      $0.message = "Credit reset completed"
      $0.resetCount = Int64(count)
    }
  }
}
