/// Which of a company's usage records.
struct UsageListQuery: Sendable, Equatable {
  static let maximumPage: Int32 = 200
  static let maximumOffset: Int32 = 1_000_000

  /// Nil: the caller's only one.
  var companyID: String?
  var period: Interval
  var limit: Int32
  var offset: Int32
}
