import Storage

/// What a user has used in a period.
struct UserUsage: Sendable, Equatable {
  /// From the period's first record to its last one.
  struct Span: Sendable, Equatable {
    /// The first record's.
    var id: String
    var first: Timestamp
    var last: Timestamp
  }

  /// Where; for usage in all organizations together the one whose plan counts.
  var organizationID: String
  var userID: String
  /// Known of the present period only.
  var planID: String?
  var period: Interval
  var totals: UsageTotals
  /// Nil while nothing is used.
  var span: Span?
}
