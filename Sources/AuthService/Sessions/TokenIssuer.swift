import Storage

/// Signs access and refresh tokens (EdDSA, RFC 8037) and reads refresh tokens back.
struct TokenIssuer: Sendable {
  /// Seconds that an access token is valid for (genlobe: one hour).
  static let accessLifetime: Int64 = 3600

  let keys: SigningKeyRing

  /// A token for a session that is valid for an hour (`access`, `dashboard`) or as long as the session (`refresh`).
  /// - Parameter generation: a refresh token's place in its family; the same one at the same moment is the
  ///   same token, as long as the same key signs.
  func issue(
    _ use: TokenClaims.Use, for session: LoginSession, at now: Timestamp, generation: Int64 = 0
  ) async throws -> String {
    let issuedAt = now.microseconds / 1_000_000
    let sessionEnd = session.expiresAt.microseconds / 1_000_000
    let claims = TokenClaims(
      sub: session.userID, tid: session.tenantID, sid: session.id, iat: issuedAt,
      exp: use == .refresh ? sessionEnd : min(issuedAt + Self.accessLifetime, sessionEnd), typ: use,
      jti: use == .refresh ? RefreshToken.id(sessionID: session.id, generation: generation) : nil)
    return try await keys.sign(claims, at: now)
  }

  /// The claims of a token that we signed for this use and that has not expired; nil for any other text.
  func read(_ token: String, as use: TokenClaims.Use, at now: Timestamp) async -> TokenClaims? {
    guard token.utf8.count <= 4096, let claims = try? await keys.verify(token),
      claims.iss == TokenClaims.issuer, claims.typ == use, claims.exp > now.microseconds / 1_000_000
    else { return nil }
    return claims
  }
}
