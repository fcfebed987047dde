import Runtime
import Storage

/// Users' ways to log in. Passwords' hashes are stored as they come, providers' tokens sealed.
extension TenantTransaction {
  private static let betterAuthAccountColumns = """
    a.id, a.user_id, a.account_id, a.provider_id, a.access_token, a.refresh_token, a.id_token,
    a.access_token_expires_at, a.refresh_token_expires_at, a.scope, a.password_hash, a.created_at, a.updated_at
    """

  private static func betterAuthAccount(_ row: any Row, _ box: SecretBox) throws -> BetterAuthAccount {
    // A token that was sealed with another pepper is as good as none: the provider gives a new one.
    func opened(_ index: Int) throws -> String? {
      try row.optionalBlob(index).flatMap { try? box.open($0) }.map { String(decoding: $0, as: UTF8.self) }
    }
    return BetterAuthAccount(
      id: try row.text(0), userID: try row.text(1), accountID: try row.text(2), providerID: try row.text(3),
      tokens: ProviderTokens(
        access: try opened(4), refresh: try opened(5), id: try opened(6), accessExpiresAt: try row.optionalTime(7),
        refreshExpiresAt: try row.optionalTime(8), scope: try row.optionalText(9)),
      passwordHash: try row.optionalText(10), createdAt: try row.time(11), updatedAt: try row.time(12))
  }

  func betterAuthAccount(_ accountID: String, _ box: SecretBox) throws -> BetterAuthAccount? {
    try tx.first(
      "SELECT \(Self.betterAuthAccountColumns) FROM accounts a WHERE a.tenant_id = ? AND a.id = ?", id, accountID
    ) { try Self.betterAuthAccount($0, box) }
  }

  /// The account that a provider knows by its own id.
  func betterAuthAccount(of accountID: String, at providerID: String, _ box: SecretBox) throws -> BetterAuthAccount? {
    try tx.first(
      """
      SELECT \(Self.betterAuthAccountColumns) FROM accounts a
      WHERE a.tenant_id = ? AND a.provider_id = ? AND a.account_id = ?
      """, id, providerID, accountID
    ) { try Self.betterAuthAccount($0, box) }
  }

  /// A user's accounts, oldest first.
  func betterAuthAccounts(of userID: String, _ box: SecretBox) throws -> [BetterAuthAccount] {
    try tx.all(
      """
      SELECT \(Self.betterAuthAccountColumns) FROM accounts a WHERE a.tenant_id = ? AND a.user_id = ?
      ORDER BY a.created_at, a.id
      """, id, userID
    ) { try Self.betterAuthAccount($0, box) }
  }

  /// - Throws: ``BetterAuthError/accountExists``.
  func insert(_ account: BetterAuthAccount, _ sealed: SealedProviderTokens) throws {
    let tokens = account.tokens
    let inserted = try tx.execute(
      """
      INSERT INTO accounts (tenant_id, id, user_id, account_id, provider_id, access_token, refresh_token, id_token,
        access_token_expires_at, refresh_token_expires_at, scope, password_hash, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, id, account.id, account.userID, account.accountID, account.providerID, sealed.access, sealed.refresh,
      sealed.id, tokens.accessExpiresAt, tokens.refreshExpiresAt, tokens.scope, account.passwordHash,
      account.createdAt, account.updatedAt)
    guard inserted > 0 else { throw BetterAuthError.accountExists }
  }

  /// Writes an account's changes.
  func save(_ account: BetterAuthAccount, _ sealed: SealedProviderTokens) throws {
    try tx.execute(
      """
      UPDATE accounts SET access_token = ?, refresh_token = ?, id_token = ?, access_token_expires_at = ?,
        refresh_token_expires_at = ?, scope = ?, password_hash = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, sealed.access, sealed.refresh, sealed.id, account.tokens.accessExpiresAt, account.tokens.refreshExpiresAt,
      account.tokens.scope, account.passwordHash, account.updatedAt, id, account.id)
  }

  func deleteAccount(_ accountID: String) throws {
    try tx.execute("DELETE FROM accounts WHERE tenant_id = ? AND id = ?", id, accountID)
  }
}
