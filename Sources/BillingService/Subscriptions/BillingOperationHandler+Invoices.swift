import Contracts
import GRPCCore
import Runtime

/// What an organization has been charged.
extension BillingOperationHandler {
  func getBillingHistory(
    request: BillingV1.GetBillingHistoryRequest, context: ServerContext
  ) async throws -> BillingV1.BillingHistory {
    let call = try Call.current
    var check = Violations()
    check.id(request.organizationID, "organization_id")
    if request.hasLimit { check.number(request.limit, "limit", 1...100) }
    try check.throwIfAny()
    let list = try await invoices.list(
      of: Subject(.organization, request.organizationID), tenantID: call.caller.tenantID)
    if list.isStale { call.response.add("x-quartet-stale", "true") }
    let shown = list.objects.prefix(Int(request.hasLimit ? request.limit : 20))
    return .with {
      $0.success = true
      $0.organizationID = request.organizationID
      $0.invoices = shown.map(\.asStructProto)
      $0.totalInvoices = Int64(shown.count)
    }
  }
}
