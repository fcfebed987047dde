/// What is used of something, beside its limit.
struct LimitedUsage: Sendable, Equatable {
  var current: Int64
  /// Nil: no limit.
  var maximum: Int64?

  /// What the limit leaves, at least 0; nil: no limit.
  var remaining: Int64? { maximum.map { max(0, $0 - current) } }

  /// In hundredths of a percent of the limit, 0 to 10,000, rounded down; 0 where there is no limit.
  var percentage: Int64 {
    guard let maximum else { return 0 }
    guard current < maximum else { return 10_000 }
    // Less than 10,000, so the division never traps.
    return maximum.dividingFullWidth(max(0, current).multipliedFullWidth(by: 10_000)).quotient
  }
}
