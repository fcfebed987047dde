import Storage

/// Who changes an order, when and why: what the change's event says.
struct OrderChange: Sendable {
  var eventID: String
  /// Nil for the system.
  var actorUserID: String?
  var reason: String?
  var at: Timestamp

  /// The same with why.
  func because(_ reason: String?) -> OrderChange {
    var change = self
    change.reason = reason
    return change
  }
}
