import Contracts
import Runtime

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
    try check.throwIfAny()
    self.init(
      companyID: proto.hasCompanyID ? proto.companyID : nil,
      usage: ModelUsage(
        model: proto.model, operationType: proto.operationType, promptTokens: proto.promptTokens,
        completionTokens: proto.completionTokens, agentID: proto.hasAgentID ? proto.agentID : nil,
        leadID: proto.hasLeadID ? proto.leadID : nil))
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
