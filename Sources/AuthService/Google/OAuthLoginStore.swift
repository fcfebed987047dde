import Storage

/// Logins through a provider that have begun.
struct OAuthLoginStore: Sendable {
  let database: any Database

  func insert(_ login: PendingOAuthLogin) async throws {
    try await database.write(tenant: login.tenantID) { try $0.insert(login) }
  }

  /// Takes a login out, so that of any number of callers exactly one has it.
  /// - Returns: nil when it is unknown, expired or taken.
  func consume(tenantID: String, stateHash: [UInt8], at now: Timestamp) async throws -> PendingOAuthLogin? {
    try await database.write(tenant: tenantID) { try $0.consumeOAuthLogin(stateHash: stateHash, at: now) }
  }

  /// Deletes what expired before a moment.
  func prune(before limit: Timestamp) async throws {
    _ = try await database.write { tx in try tx.execute("DELETE FROM oauth_logins WHERE expires_at < ?", limit) }
  }
}
