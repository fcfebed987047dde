import JWTKit
import Runtime
import Storage

/// An access JWT as it stands on the wire.
struct AccessClaims: JWTPayload {
  var iss: IssuerClaim
  var sub: SubjectClaim
  var exp: ExpirationClaim
  var iat: IssuedAtClaim
  /// The tenant.
  var tid: String
  /// The login session.
  var sid: String
  /// "access" or "dashboard": a refresh token is not an access token.
  var typ: String

  func verify(using algorithm: some JWTAlgorithm) throws {
    guard iss.value == "quartet", AccessToken.Use(rawValue: typ) != nil, !tid.isEmpty, !sid.isEmpty, !sub.value.isEmpty
    else {
      throw ServiceError(.unauthenticated, "TOKEN_INVALID", "The access token is not valid.")
    }
  }

  /// - Throws: for a token of another use; ``verify(using:)`` has refused it before.
  func token() throws -> AccessToken {
    guard let use = AccessToken.Use(rawValue: typ) else {
      throw ServiceError(.unauthenticated, "TOKEN_INVALID", "The access token is not valid.")
    }
    return AccessToken(
      use: use, tenantID: tid, userID: sub.value, sessionID: sid, issuedAt: Timestamp(iat.value),
      expiresAt: Timestamp(exp.value))
  }
}
