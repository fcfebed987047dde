/// Where a call comes from, for the user's list of sessions and for the audit log.
struct Device: Sendable, Equatable {
  var ipAddress: String?
  var userAgent: String?
  /// The cookie `quartet_device` as it came.
  var cookie: String?
  /// The request's id, which the audit log tells: a transaction may run where the call is not bound.
  var requestID: String?
}
