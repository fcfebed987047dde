/// Usage that a client reports, perhaps for a company that it names.
struct UsageReport: Sendable {
  var companyID: String?
  /// Who used it; nil: the caller, where that is a user.
  var userID: String?
  var usage: ModelUsage
}
