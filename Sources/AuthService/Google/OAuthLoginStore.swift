import Storage

/// Logins through a provider that have begun.
struct OAuthLoginStore: Sendable {
  let database: any Database

  func insert(_ login: PendingOAuthLogin) async throws {
    _ = try await database.write { tx in
      try tx.execute(
        """
        INSERT INTO oauth_logins (tenant_id, state_hash, sealed_verifier, nonce, created_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """, login.tenantID, login.stateHash, login.sealedVerifier, login.nonce, login.createdAt, login.expiresAt)
    }
  }

  /// Takes a login out, so that of any number of callers exactly one has it.
  /// - Returns: nil when it is unknown, expired or taken.
  func consume(tenantID: String, stateHash: [UInt8], at now: Timestamp) async throws -> PendingOAuthLogin? {
    try await database.write { tx in
      try tx.first(
        """
        DELETE FROM oauth_logins WHERE tenant_id = ? AND state_hash = ? AND expires_at > ?
        RETURNING sealed_verifier, nonce, created_at, expires_at
        """, tenantID, stateHash, now
      ) { row in
        PendingOAuthLogin(
          tenantID: tenantID, stateHash: stateHash, sealedVerifier: try row.blob(0), nonce: try row.text(1),
          createdAt: try row.time(2), expiresAt: try row.time(3))
      }
    }
  }

  /// Deletes what expired before a moment.
  func prune(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM oauth_logins WHERE expires_at < ?", limit) }
  }
}
