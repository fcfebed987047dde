/// Where a login came from, for the user's list of sessions.
struct Device: Sendable, Equatable {
  var ipAddress: String?
  var userAgent: String?
  /// The cookie `quartet_device` as it came.
  var cookie: String?
}
