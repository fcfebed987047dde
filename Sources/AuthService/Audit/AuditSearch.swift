import Storage

/// Which entries of a tenant's audit log to look for; all conditions must hold.
struct AuditSearch: Sendable, Equatable {
  /// The id of the one who acted.
  var actorID: String?
  /// An action's name; one that ends in `.` stands for every action that begins so.
  var action: String?
  /// The id of what was acted upon.
  var targetID: String?
  var from: Timestamp?
  /// Exclusive.
  var to: Timestamp?
}
