/// Usage that a client reports, perhaps for a company that it names.
struct UsageReport: Sendable {
  var companyID: String?
  var usage: ModelUsage
}
