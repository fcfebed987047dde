import Contracts
import GRPCCore

/// What an organization has been charged.
extension OrganizationSubscriptionHandler {
  func listOrganizationInvoices(
    request: BillingV1.ListOrganizationInvoicesRequest, context: ServerContext
  ) async throws -> BillingV1.ListOrganizationInvoicesResponse {
    throw RPCError(code: .unimplemented, message: "Invoices are not listed here yet.")
  }
}
