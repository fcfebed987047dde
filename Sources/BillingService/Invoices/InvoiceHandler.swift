import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.InvoiceService` (chat-saas).
struct InvoiceHandler: BillingV1.InvoiceService.SimpleServiceProtocol, DirectlyCallable {
  private static let maximumInvoices = 100

  let invoices: Invoices
  let owners: CustomerAccess

  func listInvoices(
    request: BillingV1.ListInvoicesRequest, context: ServerContext
  ) async throws -> BillingV1.ListInvoicesResponse {
    let call = try Call.current
    let tenantID = call.caller.tenantID
    let list: InvoiceList
    if request.hasCustomerID {
      try await owners.require(request.customerID, .billingRead, for: call.caller)
      list = try await invoices.list(of: [request.customerID], tenantID: tenantID)
    } else {
      list = try await invoices.list(of: Subject(.user, try call.caller.requireUser()), tenantID: tenantID)
    }
    if list.isStale { call.response.add("x-quartet-stale", "true") }
    return .with { $0.invoices = list.objects.prefix(Self.maximumInvoices).compactMap(\.asInvoiceProto) }
  }
}
