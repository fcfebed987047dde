import Storage

/// Logins through a provider that the browser has not come back from.
extension TenantTransaction {
  /// Remembers a login.
  func insert(_ login: PendingOAuthLogin) throws {
    try tx.execute(
      """
      INSERT INTO oauth_logins (tenant_id, state_hash, sealed_verifier, nonce, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """, id, login.stateHash, login.sealedVerifier, login.nonce, login.createdAt, login.expiresAt)
  }

  /// Takes a login out, so that of any number of callers exactly one has it.
  /// - Returns: nil when it is unknown, expired or taken.
  func consumeOAuthLogin(stateHash: [UInt8], at now: Timestamp) throws -> PendingOAuthLogin? {
    try tx.first(
      """
      DELETE FROM oauth_logins WHERE tenant_id = ? AND state_hash = ? AND expires_at > ?
      RETURNING sealed_verifier, nonce, created_at, expires_at
      """, id, stateHash, now
    ) { row in
      PendingOAuthLogin(
        tenantID: id, stateHash: stateHash, sealedVerifier: try row.blob(0), nonce: try row.text(1),
        createdAt: try row.time(2), expiresAt: try row.time(3))
    }
  }
}
