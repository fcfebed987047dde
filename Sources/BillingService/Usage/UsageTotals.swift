/// What was used within a period and is booked.
struct UsageTotals: Sendable, Equatable {
  var messages: Int64 = 0
  var promptTokens: Int64 = 0
  var completionTokens: Int64 = 0
  var costMicroUSD: Int64 = 0

  var tokens: Int64 { promptTokens + completionTokens }
}
