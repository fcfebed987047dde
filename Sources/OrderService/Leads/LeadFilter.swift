/// Which leads.
struct LeadFilter: Sendable {
  /// Nil: every store of the tenant.
  var storeIDs: [String]?
  var status: Lead.Status?
  var channel: String?
}
