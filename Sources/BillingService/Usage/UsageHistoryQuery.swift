/// Which periods of a user's usage in an organization.
struct UsageHistoryQuery: Sendable, Equatable {
  static let maximumPage: Int32 = 100
  static let maximumOffset: Int32 = 1_000_000

  var organizationID: String
  var limit: Int32
  var offset: Int32
}
