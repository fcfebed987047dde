/// A subject's tokens of a period.
struct Quota: Sendable, Equatable {
  /// Tokens the plan includes.
  var included: Int64
  /// Tokens used in the period, however they were paid for.
  var used: Int64
  /// Tokens set aside for calls under way.
  var reserved: Int64
  /// Tokens given or bought on top and not used.
  var topupRemaining: Int64
}
