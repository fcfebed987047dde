/// Which entries to look for; all conditions must hold.
struct AuditFilter: Sendable, Equatable {
  var actorUserID: String?
  var targetType: String?
  var targetID: String?
  var limit: Int
}
