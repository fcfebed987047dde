import Storage

/// Mailed tokens; how they are made and used up, the tenant's part of a transaction says.
struct MailedTokenStore: Sendable {
  let database: any Database

  /// Whether a token can be used, without using it.
  func isValid(
    tenantID: String, tokenHash: String, _ purpose: MailedToken.Purpose, at now: Timestamp
  ) async throws -> Bool {
    try await database.read(tenant: tenantID) { try $0.hasMailedToken(tokenHash, purpose, at: now) }
  }

  /// The active tenant of a token: the token is a secret of its own, so it alone says whose it is.
  func tenantID(tokenHash: String, _ purpose: MailedToken.Purpose) async throws -> String? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT t.id FROM verifications v JOIN tenants t ON t.id = v.tenant_id
        WHERE v.value = ? AND v.identifier LIKE ? AND t.status = 'active'
        """, tokenHash, purpose.identifier(userID: "%")
      ) { try $0.text(0) }
    }
  }

  /// Deletes tokens, and other systems' verifications, that expired before a moment.
  func prune(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM verifications WHERE expires_at < ?", limit) }
  }

  /// Forgets which requests for mails were answered before a moment.
  func forgetAnswered(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM inbox WHERE received_at < ?", limit) }
  }
}
