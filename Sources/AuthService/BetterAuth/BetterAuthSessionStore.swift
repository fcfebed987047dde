import Runtime
import Storage

/// Sessions as Better Auth sees them: the same rows as ``SessionStore``'s.
struct BetterAuthSessionStore: Sendable {
  let database: any Database
  let signal: RevocationSignal
  let box: SecretBox

  /// A valid session by its token's hash.
  func session(tenantID: String, tokenHash: [UInt8], at now: Timestamp) async throws -> BetterAuthSession? {
    try await database.read(tenant: tenantID) { tenant in
      try tenant.betterAuthSession(tokenHash: tokenHash, box, at: now)
    }
  }

  /// A valid session by its id.
  func session(tenantID: String, id: String, at now: Timestamp) async throws -> BetterAuthSession? {
    try await database.read(tenant: tenantID) { tenant in try tenant.betterAuthSession(id, box, at: now) }
  }

  /// Stores a session.
  /// - Throws: ``AuthError/userNotFound``, ``AuthError/accountDeactivated``, ``BetterAuthError/sessionExists``.
  func create(
    _ new: NewBetterAuthSession, id: String, token: String, tenantID: String, by context: AuditContext
  ) async throws -> BetterAuthSession {
    let createdAt = new.createdAt ?? context.at
    let session = BetterAuthSession(
      id: id, userID: new.userID, token: token, expiresAt: new.expiresAt, ipAddress: new.ipAddress,
      userAgent: new.userAgent, createdAt: createdAt, updatedAt: new.updatedAt ?? createdAt)
    let sealed = try box.seal(Array(token.utf8))
    try await database.write(tenant: tenantID) { tenant in
      try tenant.insert(session, tokenHash: SecretToken.hash(token), sealed: sealed)
      try tenant.append(context.entry("user.session_create", ofUser: new.userID, ["session_id": id]))
    }
    return session
  }

  /// Changes a valid session; an end that is not in the future ends it.
  /// - Returns: the session as it is, and its token's hash.
  /// - Throws: ``AuthError/sessionUnknown``.
  func update(
    _ change: BetterAuthSessionChange, id: String, tenantID: String, at now: Timestamp
  ) async throws -> (session: BetterAuthSession, tokenHash: [UInt8]) {
    let updated = try await database.write(tenant: tenantID) { tenant in
      guard let old = try tenant.betterAuthSession(id, box, at: now) else { throw AuthError.sessionUnknown }
      let session = change.applied(to: old, at: now)
      let hash = try tenant.save(session)
      if session.expiresAt <= now {
        _ = try tenant.endSession(id: id, at: now)
      } else if session.expiresAt < old.expiresAt {
        // Gateways remember sessions until their end.
        try tenant.append(Revocation(kind: .sessionChanged, subjectID: id, at: now))
      }
      return (session, hash)
    }
    signal.wake()
    return updated
  }

  /// Ends a session.
  /// - Throws: ``AuthError/sessionUnknown`` for one that is unknown or has ended before.
  func end(id: String, tenantID: String, by context: AuditContext) async throws {
    try await database.write(tenant: tenantID) { tenant in
      guard let userID = try tenant.userID(ofSession: id),
        try tenant.endSession(id: id, at: context.at)
      else { throw AuthError.sessionUnknown }
      try tenant.append(context.entry("user.session_end", ofUser: userID, ["session_id": id]))
    }
    signal.wake()
  }

  /// Ends every session of a user; does nothing for an unknown one.
  func endAll(userID: String, tenantID: String, by context: AuditContext) async throws {
    try await database.write(tenant: tenantID) { tenant in
      guard try tenant.betterAuthUser(userID) != nil else { return }
      try tenant.endSessions(of: userID, at: context.at)
      try tenant.append(context.entry("user.sessions_end", ofUser: userID))
    }
    signal.wake()
  }
}
