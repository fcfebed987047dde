/// Usage, added up over a period.
struct UsageSummary: Sendable, Equatable {
  var interval: Interval
  /// Most tokens first.
  var byModel: [UsageGroup]
  /// Most tokens first.
  var byOperationType: [UsageGroup]

  var totalTokens: Int64 { byModel.reduce(0) { $0 + $1.totalTokens } }
  var costMicroUSD: Int64 { byModel.reduce(0) { $0 + $1.costMicroUSD } }
}
