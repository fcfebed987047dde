/// The usage of one model or one type of operation.
struct UsageGroup: Sendable, Equatable {
  var key: String
  var requests: Int64
  var promptTokens: Int64
  var completionTokens: Int64
  var costMicroUSD: Int64

  var totalTokens: Int64 { promptTokens + completionTokens }

  /// Most tokens first, then by key. Sorted here because the engines' collations differ.
  static func isBefore(_ a: UsageGroup, _ b: UsageGroup) -> Bool {
    (b.totalTokens, a.key) < (a.totalTokens, b.key)
  }
}
