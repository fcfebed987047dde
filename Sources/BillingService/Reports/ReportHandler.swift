import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.ReportService`.
struct ReportHandler: BillingV1.ReportService.SimpleServiceProtocol, DirectlyCallable {
  let reports: ReportStore
  let clock: any WallClock

  func getReport(request: BillingV1.GetReportRequest, context: ServerContext) async throws -> BillingV1.Report {
    let kind = try FinancialReport.Kind(proto: request)
    return try await reports.report(kind, tenantID: Call.current.caller.tenantID, at: clock.now()).asProto
  }

  func getStats(request: BillingV1.GetStatsRequest, context: ServerContext) async throws -> BillingV1.Stats {
    try await reports.stats(tenantID: Call.current.caller.tenantID).asProto
  }
}
