import Crypto
import Foundation

/// Which failures are counted together.
struct FailureCounter: Sendable, Hashable {
  enum Scope: String, Sendable {
    /// One account, from devices and addresses that are not known to be its user's.
    case account
    /// One account from one device that its user has logged in on.
    case device
    /// One account from one address that its user has logged in from.
    case address
    /// All accounts from one client's network.
    case network
  }

  var scope: Scope
  /// SHA-256 of what is counted: bounds the length of a text that anybody may send, and keeps e-mails of
  /// strangers out of the table.
  var key: [UInt8]

  init(_ scope: Scope, _ parts: String...) {
    self.scope = scope
    self.key = Array(SHA256.hash(data: parts.flatMap { lengthPrefixed($0) }))
  }

  /// Failures that have no consequence. A network may be shared by a whole office.
  var freeFailures: Int64 { scope == .network ? 20 : 5 }
}
