import Runtime
import Storage

extension Accounts {
  /// A new access token for a refresh token, which stays the same unless the tenant rotates them
  /// (``RefreshFamily``).
  /// - Throws: ``AuthError/invalidRefreshToken``, also after the session's end.
  func refresh(_ token: String, tenantID: String, device: Device) async throws -> LoginTokens {
    let now = clock.now()
    guard let claims = await tokens.read(token, as: .refresh, at: now), claims.tid == tenantID,
      let presented = RefreshToken(token, claims)
    else { throw AuthError.invalidRefreshToken }
    let rotates = try await tenants.active(tenantID).settings.refreshTokenRotation
    switch try await sessions.renew(presented, rotates: rotates, device: device, at: now) {
    case .kept(let session):
      return try await renewed(session, refresh: token, at: now)
    case .replaced(let session, let family):
      // Made anew from what is stored, so that whoever asks again gets the same token.
      let newest = try await tokens.issue(
        .refresh, for: session, at: family.issuedAt, generation: family.generation)
      return try await renewed(session, refresh: newest, at: now)
    case .refused:
      throw AuthError.invalidRefreshToken
    }
  }

  private func renewed(_ session: LoginSession, refresh: String, at now: Timestamp) async throws -> LoginTokens {
    guard let user = try await users.user(tenantID: session.tenantID, id: session.userID) else {
      throw AuthError.invalidRefreshToken
    }
    return LoginTokens(access: try await tokens.issue(.access, for: session, at: now), refresh: refresh, user: user)
  }
}
