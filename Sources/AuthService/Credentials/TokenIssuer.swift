import JWTKit
import Storage

/// Signs access and refresh tokens (EdDSA, RFC 8037) and reads refresh tokens back.
struct TokenIssuer: Sendable {
  /// Seconds that an access token is good for (genlobe seed: one hour).
  static let accessLifetime: Int64 = 3600

  private let keys: JWTKeyCollection
  private let currentKey: JWKIdentifier

  /// - Parameters:
  ///   - current: the key that signs.
  ///   - retired: older keys, whose tokens are still honoured.
  init(current: SigningKey, retired: [SigningKey]) async {
    keys = JWTKeyCollection()
    currentKey = JWKIdentifier(string: current.id)
    for key in [current] + retired {
      await keys.add(eddsa: EdDSA.PrivateKey(backing: key.privateKey), kid: JWKIdentifier(string: key.id))
    }
  }

  /// A token for a session that is good for an hour (`access`) or as long as the session (`refresh`).
  func issue(_ use: TokenClaims.Use, for session: LoginSession, at now: Timestamp) async throws -> String {
    let issuedAt = now.microseconds / 1_000_000
    let sessionEnd = session.expiresAt.microseconds / 1_000_000
    let claims = TokenClaims(
      sub: session.userID, tid: session.tenantID, sid: session.id, iat: issuedAt,
      exp: use == .access ? min(issuedAt + Self.accessLifetime, sessionEnd) : sessionEnd, typ: use)
    return try await keys.sign(claims, kid: currentKey)
  }

  /// The claims of a token that we signed for this use and that has not expired; nil for any other text.
  func read(_ token: String, as use: TokenClaims.Use, at now: Timestamp) async -> TokenClaims? {
    guard token.utf8.count <= 4096, let claims = try? await keys.verify(token, as: TokenClaims.self),
      claims.iss == TokenClaims.issuer, claims.typ == use, claims.exp > now.microseconds / 1_000_000
    else { return nil }
    return claims
  }
}
