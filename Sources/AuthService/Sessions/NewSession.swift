/// A session about to be stored: secrets only as hashes.
struct NewSession: Sendable {
  var session: LoginSession
  var cookieHash: [UInt8]
  var refreshHash: [UInt8]
  var device: Device
}
