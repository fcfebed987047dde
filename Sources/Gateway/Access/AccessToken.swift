import Foundation
import JWTKit
import Runtime
import Storage

/// The claims of an access JWT, verified.
struct AccessToken: Sendable {
  /// Whom a token speaks for.
  enum Use: String, Sendable {
    /// An end user.
    case access
    /// A dashboard admin.
    case dashboard
  }

  var use: Use
  var tenantID: String
  var userID: String
  var sessionID: String
  var issuedAt: Timestamp
  var expiresAt: Timestamp
}
