import Contracts
import GRPCCore

/// What an organization has been charged.
extension BillingOperationHandler {
  func getBillingHistory(
    request: BillingV1.GetBillingHistoryRequest, context: ServerContext
  ) async throws -> BillingV1.BillingHistory {
    throw RPCError(code: .unimplemented, message: "Invoices are not listed here yet.")
  }
}
