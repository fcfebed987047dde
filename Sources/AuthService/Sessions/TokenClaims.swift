import JWTKit

/// The claims of Quartet's JWTs. Gateways read access tokens by these names.
struct TokenClaims: JWTPayload, Equatable {
  enum Use: String, Codable, Sendable {
    case access, refresh
    /// A dashboard admin's access token.
    case dashboard
  }

  static let issuer = "quartet"

  /// Always "quartet".
  var iss: String = issuer
  /// The user.
  var sub: String
  /// The tenant.
  var tid: String
  /// The login session.
  var sid: String
  /// Seconds since 1970.
  var iat: Int64
  /// Seconds since 1970.
  var exp: Int64
  var typ: Use
  /// Of refresh tokens: see ``RefreshToken/id(sessionID:generation:)``.
  var jti: String?

  /// The signature only: ``TokenIssuer`` checks the claims with the injected clock.
  func verify(using algorithm: some JWTAlgorithm) {}
}
