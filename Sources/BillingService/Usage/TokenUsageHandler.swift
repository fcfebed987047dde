import Contracts
import GRPCCore
import Runtime
import SwiftProtobuf

/// `quartet.billing.v1.TokenUsageService`.
struct TokenUsageHandler: BillingV1.TokenUsageService.SimpleServiceProtocol, DirectlyCallable {
  let usage: UsageStore
  let memberships: Memberships
  let clock: any WallClock
  let ids: any IDGenerator
  let unpriced: UnpricedModels

  func recordTokenUsage(
    request: BillingV1.RecordTokenUsageRequest, context: ServerContext
  ) async throws -> BillingV1.TokenUsage {
    let call = try Call.current
    let report = try UsageReport(proto: request)
    let company = try await company(report.companyID, call.caller)
    let (now, id) = (clock.now(), ids.next())
    let record = try await usage.book(
      UsageRecord(
        id: id, subject: Subject(.organization, company), usage: report.usage, source: .report, sourceID: id,
        userID: report.userID ?? call.caller.userID, occurredAt: now),
      tenantID: call.caller.tenantID, once: Once("token-usage:organization:\(company)", request, call, at: now))
    unpriced.note(record)
    return record.asProto
  }

  func listTokenUsage(
    request: BillingV1.ListTokenUsageRequest, context: ServerContext
  ) async throws -> BillingV1.ListTokenUsageResponse {
    let caller = try Call.current.caller
    let query = try UsageListQuery(proto: request, at: clock.now())
    let company = try await company(query.companyID, caller)
    let found = try await usage.list(query, of: Subject(.organization, company), tenantID: caller.tenantID)
    return .with {
      $0.items = found.records.map(\.asProto)
      $0.total = found.total
      $0.limit = query.limit
      $0.offset = query.offset
    }
  }

  func summarizeTokenUsage(
    request: BillingV1.SummarizeTokenUsageRequest, context: ServerContext
  ) async throws -> BillingV1.TokenUsageSummary {
    let caller = try Call.current.caller
    let query = try UsageQuery(proto: request)
    let company = try await company(query.companyID, caller)
    return try await usage.summary(
      of: Subject(.organization, company), tenantID: caller.tenantID, over: query.period, at: clock.now()
    ).asProto(companyID: company, period: query.period)
  }

  func getUsageThisMonth(
    request: BillingV1.GetUsageThisMonthRequest, context: ServerContext
  ) async throws -> BillingV1.UsageThisMonth {
    let caller = try Call.current.caller
    let now = clock.now()
    let company = try await company(UsageQuery(proto: request).companyID, caller)
    return try await usage.quota(of: Subject(.organization, company), tenantID: caller.tenantID, at: now)
      .asProto(companyID: company, month: CalendarPeriod.month.interval(containing: now))
  }

  /// The company that the request names, membership checked, or the caller's only one.
  private func company(_ named: String?, _ caller: Caller) async throws -> String {
    guard let named else { return try await memberships.only(for: caller) }
    try await memberships.require(companyID: named, for: caller)
    return named
  }
}
