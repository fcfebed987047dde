import Contracts
import Runtime
import Storage
import SwiftProtobuf

extension UsageReport {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.RecordTokenUsageRequest) throws {
    var check = Violations()
    if proto.hasCompanyID { check.id(proto.companyID, "company_id") }
    check.model(proto.model)
    check.operationType(proto.operationType)
    check.tokens(proto.promptTokens, "prompt_tokens")
    check.tokens(proto.completionTokens, "completion_tokens")
    if proto.hasAgentID { check.id(proto.agentID, "agent_id") }
    if proto.hasLeadID { check.id(proto.leadID, "lead_id") }
    check.number(proto.cachedTokens, "cached_tokens", 0...max(0, proto.promptTokens))
    if proto.hasUserID { check.id(proto.userID, "user_id") }
    try check.throwIfAny()
    self.init(
      companyID: proto.hasCompanyID ? proto.companyID : nil, userID: proto.hasUserID ? proto.userID : nil,
      usage: ModelUsage(
        model: proto.model, operationType: proto.operationType, promptTokens: proto.promptTokens,
        completionTokens: proto.completionTokens, cachedTokens: proto.cachedTokens,
        agentID: proto.hasAgentID ? proto.agentID : nil, leadID: proto.hasLeadID ? proto.leadID : nil))
  }
}

extension UsageQuery {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.SummarizeTokenUsageRequest) throws {
    var check = Violations()
    if proto.hasCompanyID { check.id(proto.companyID, "company_id") }
    let period = proto.hasPeriod ? CalendarPeriod(rawValue: proto.period) : .month
    check.require(period != nil, "period", "should be 'day', 'week', 'month' or 'all'", type: "enum")
    try check.throwIfAny()
    self.init(companyID: proto.hasCompanyID ? proto.companyID : nil, period: period ?? .month)
  }

  /// The month's quota.
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.GetUsageThisMonthRequest) throws {
    var check = Violations()
    if proto.hasCompanyID { check.id(proto.companyID, "company_id") }
    try check.throwIfAny()
    self.init(companyID: proto.hasCompanyID ? proto.companyID : nil, period: .month)
  }
}

extension UsageListQuery {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.ListTokenUsageRequest, at now: Timestamp) throws {
    var check = Violations()
    if proto.hasCompanyID { check.id(proto.companyID, "company_id") }
    let limit = proto.hasLimit ? proto.limit : 50
    check.number(limit, "limit", 1...Self.maximumPage)
    check.number(proto.offset, "offset", 0...Self.maximumOffset)
    let start =
      proto.hasPeriodStart
      ? check.moment(proto.periodStart, "period_start") : CalendarPeriod.month.interval(containing: now).start
    // What was booked at this very moment is there already.
    let end = proto.hasPeriodEnd ? check.moment(proto.periodEnd, "period_end") : now.adding(.microseconds(1))
    if let start, let end, proto.hasPeriodStart || proto.hasPeriodEnd {
      check.require(
        start <= end, proto.hasPeriodEnd ? "period_end" : "period_start", "the period ends before it begins")
    }
    try check.throwIfAny()
    self.init(
      companyID: proto.hasCompanyID ? proto.companyID : nil,
      period: Interval(start: start ?? now, end: end ?? now), limit: limit, offset: proto.offset)
  }
}

extension Violations {
  /// A moment as RFC 3339, or a UTC date for its beginning.
  fileprivate mutating func moment(_ text: String, _ field: String) -> Timestamp? {
    // Neither has a quotation mark nor an escape of JSON, whose reader of moments knows which ones there are.
    let isPlain = text.utf8.count <= 64 && !text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    let full = text.utf8.count == 10 ? text + "T00:00:00Z" : text
    let proto = isPlain ? try? Google_Protobuf_Timestamp(jsonString: "\"\(full)\"") : nil
    let moment = proto.flatMap(Timestamp.init(proto:))
    require(
      moment != nil, field, "is not a moment, as 2026-11-01T12:00:00Z, nor a date, as 2026-11-01",
      type: "datetime_parsing")
    return moment
  }
}

extension UsageRecord {
  var asProto: BillingV1.TokenUsage {
    .with {
      $0.id = id
      $0.companyID = subject.id
      $0.model = usage.model
      $0.operationType = usage.operationType
      $0.promptTokens = usage.promptTokens
      $0.completionTokens = usage.completionTokens
      $0.totalTokens = usage.totalTokens
      $0.costUsd = cost.microUSD
      if let agentID = usage.agentID { $0.agentID = agentID }
      if let leadID = usage.leadID { $0.leadID = leadID }
      $0.createdAt = occurredAt.asProto
      $0.cachedTokens = usage.cachedTokens
      if let userID { $0.userID = userID }
    }
  }
}

extension UsageSummary {
  func asProto(companyID: String, period: CalendarPeriod) -> BillingV1.TokenUsageSummary {
    .with {
      $0.companyID = companyID
      $0.period = period.rawValue
      $0.periodStart = interval.start.asProto
      $0.periodEnd = interval.end.asProto
      $0.totalTokens = totalTokens
      $0.totalCostUsd = costMicroUSD
      $0.byModel = byModel.map(\.asProto)
      $0.byOperationType = byOperationType.map(\.asProto)
    }
  }
}

extension UsageGroup {
  var asProto: BillingV1.UsageGroup {
    .with {
      $0.key = key
      $0.requests = requests
      $0.promptTokens = promptTokens
      $0.completionTokens = completionTokens
      $0.totalTokens = totalTokens
      $0.costUsd = costMicroUSD
    }
  }
}

extension Quota {
  func asProto(companyID: String, month: Interval) -> BillingV1.UsageThisMonth {
    .with {
      $0.companyID = companyID
      $0.used = used
      $0.reserved = reserved
      $0.includedTokens = included
      $0.topupRemaining = topupRemaining
      $0.period = month.asProto
    }
  }
}

extension Interval {
  var asProto: BillingV1.Period {
    .with {
      $0.start = start.asProto
      $0.end = end.asProto
    }
  }
}
