/// What a call counts against limits.
struct UsageAmount: Sendable, Equatable {
  var messages: Int64
  var tokens: Int64
  var costMicroUSD: Int64
}
