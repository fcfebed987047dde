import Storage

/// An attempt of any tenant, for workers.
struct AttemptReference: Sendable, Hashable {
  var tenantID: String
  var orderID: String
  var attemptID: String
  /// When it is due.
  var at: Timestamp
}
