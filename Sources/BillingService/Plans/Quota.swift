/// A subject's tokens of a month.
struct Quota: Sendable, Equatable {
  /// Tokens the plan includes.
  var included: Int64
  /// Tokens used this month, however they were paid for.
  var used: Int64
  /// Those of ``used`` that were taken from top-ups.
  var fromTopups: Int64
  /// Tokens set aside for calls under way.
  var reserved: Int64
  /// Tokens bought on top and not used.
  var topupRemaining: Int64

  /// How many tokens of a booking come from top-ups, once ``used`` has it in: those beyond the included
  /// ones, and never more than the booking itself, so that neither a plan that has become smaller nor
  /// usage beyond an empty quota is charged to top-ups afterwards.
  func topupShare(of booked: Int64) -> Int64 {
    min(booked, max(0, used - fromTopups - included), topupRemaining)
  }
}
