import Contracts
import GRPCCore
import Runtime

/// What an organization has been charged.
extension OrganizationSubscriptionHandler {
  func listOrganizationInvoices(
    request: BillingV1.ListOrganizationInvoicesRequest, context: ServerContext
  ) async throws -> BillingV1.ListOrganizationInvoicesResponse {
    let call = try Call.current
    let user = try access.caller(call.caller, as: request.userID)
    let organization = try await access.organization(request.organizationID, .billingRead, for: user)
    let list = try await invoices.list(of: organization, tenantID: call.caller.tenantID)
    if list.isStale { call.response.add("x-quartet-stale", "true") }
    return .with { $0.invoices = list.objects.map(\.asStructProto) }
  }
}
