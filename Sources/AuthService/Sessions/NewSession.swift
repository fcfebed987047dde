/// A session about to be stored: secrets only as hashes.
struct NewSession: Sendable {
  var session: LoginSession
  var cookieHash: [UInt8]
  var refreshHash: [UInt8]
  var device: Device
}

/// Where a login came from, for the user's list of sessions.
struct Device: Sendable, Equatable {
  var ipAddress: String?
  var userAgent: String?
  /// The cookie `quartet_device` as it came.
  var cookie: String?
}
