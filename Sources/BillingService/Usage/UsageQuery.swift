/// Whose usage a client asks for, and over which period.
struct UsageQuery: Sendable {
  var companyID: String?
  var period: CalendarPeriod
}
