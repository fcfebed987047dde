import Runtime
import Storage

/// Users' ways to log in. Passwords' hashes are stored as they come, providers' tokens sealed.
struct BetterAuthAccountStore: Sendable {
  let database: any Database
  let box: SecretBox

  /// A user's accounts, oldest first.
  func accounts(tenantID: String, userID: String) async throws -> [BetterAuthAccount] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT \(Self.columns) FROM accounts a WHERE a.tenant_id = ? AND a.user_id = ? ORDER BY a.created_at, a.id
        """, tenantID, userID, as: account)
    }
  }

  /// The account that a provider knows by its own id.
  func account(tenantID: String, providerID: String, accountID: String) async throws -> BetterAuthAccount? {
    try await database.read { tx in
      try tx.first(
        """
        SELECT \(Self.columns) FROM accounts a WHERE a.tenant_id = ? AND a.provider_id = ? AND a.account_id = ?
        """, tenantID, providerID, accountID, as: account)
    }
  }

  /// Links an account.
  /// - Throws: ``AuthError/userNotFound``, ``BetterAuthError/accountExists``.
  func create(
    _ new: NewBetterAuthAccount, id: String, tenantID: String, by context: AuditContext
  ) async throws -> BetterAuthAccount {
    let createdAt = new.createdAt ?? context.at
    let account = BetterAuthAccount(
      id: id, userID: new.userID, accountID: new.accountID, providerID: new.providerID, tokens: new.tokens,
      passwordHash: new.passwordHash, createdAt: createdAt, updatedAt: new.updatedAt ?? createdAt)
    let sealed = try SealedTokens(account.tokens, box)
    try await database.write { tx in
      guard try BetterAuthUserStore.user(tx, tenantID: tenantID, id: new.userID) != nil else {
        throw AuthError.userNotFound
      }
      try Self.insert(tx, account, sealed, tenantID: tenantID)
      try AuditLog.append(tx, Self.entry("user.account_link", account, context))
    }
    return account
  }

  /// Changes an account.
  /// - Throws: ``BetterAuthError/accountNotFound``, INVALID_ARGUMENT for a password where none belongs.
  func update(
    _ change: BetterAuthAccountChange, id: String, tenantID: String, by context: AuditContext
  ) async throws -> BetterAuthAccount {
    try await database.write { tx in
      guard var account = try self.account(tx, tenantID: tenantID, id: id) else {
        throw BetterAuthError.accountNotFound
      }
      if let password = change.passwordHash {
        try Self.requireCredential(account)
        account.passwordHash = password
        // A mail under way must not undo the change.
        try MailedTokenStore.discard(tx, tenantID: tenantID, userID: account.userID, .passwordReset)
      }
      account.tokens = change.tokens(from: account.tokens)
      account.updatedAt = change.updatedAt ?? context.at
      try Self.store(tx, account, try SealedTokens(account.tokens, box), tenantID: tenantID)
      try AuditLog.append(tx, Self.entry("user.account_update", account, context, change.fields))
      return account
    }
  }

  /// Unlinks an account.
  /// - Throws: ``BetterAuthError/accountNotFound``.
  func delete(id: String, tenantID: String, by context: AuditContext) async throws {
    try await database.write { tx in
      guard let account = try self.account(tx, tenantID: tenantID, id: id) else {
        throw BetterAuthError.accountNotFound
      }
      try tx.execute("DELETE FROM accounts WHERE tenant_id = ? AND id = ?", tenantID, id)
      try AuditLog.append(tx, Self.entry("user.account_unlink", account, context))
    }
  }

  private static func entry(
    _ action: String, _ account: BetterAuthAccount, _ context: AuditContext, _ fields: String? = nil
  ) -> AuditEntry {
    var details = ["account_id": account.id, "provider_id": account.providerID]
    details["fields"] = fields
    return context.entry(action, ofUser: account.userID, details)
  }

  private static func requireCredential(_ account: BetterAuthAccount) throws {
    var violations = Violations()
    violations.require(
      account.providerID == BetterAuthAccount.credential, "password", "belongs on the account of provider 'credential'")
    try violations.throwIfAny()
  }

  // MARK: Rows

  /// A provider's tokens as they are stored.
  private struct SealedTokens: Sendable {
    var access: [UInt8]?
    var refresh: [UInt8]?
    var id: [UInt8]?

    init(_ tokens: ProviderTokens, _ box: SecretBox) throws {
      access = try tokens.access.map { try box.seal(Array($0.utf8)) }
      refresh = try tokens.refresh.map { try box.seal(Array($0.utf8)) }
      id = try tokens.id.map { try box.seal(Array($0.utf8)) }
    }
  }

  private static let columns = """
    a.id, a.user_id, a.account_id, a.provider_id, a.access_token, a.refresh_token, a.id_token,
    a.access_token_expires_at, a.refresh_token_expires_at, a.scope, a.password_hash, a.created_at, a.updated_at
    """

  private func account(_ row: any Row) throws -> BetterAuthAccount {
    BetterAuthAccount(
      id: try row.text(0), userID: try row.text(1), accountID: try row.text(2), providerID: try row.text(3),
      tokens: ProviderTokens(
        access: opened(try row.optionalBlob(4)), refresh: opened(try row.optionalBlob(5)),
        id: opened(try row.optionalBlob(6)), accessExpiresAt: try row.optionalTime(7),
        refreshExpiresAt: try row.optionalTime(8), scope: try row.optionalText(9)),
      passwordHash: try row.optionalText(10), createdAt: try row.time(11), updatedAt: try row.time(12))
  }

  /// A token that was sealed with another pepper is as good as none: the provider gives a new one.
  private func opened(_ sealed: [UInt8]?) -> String? {
    sealed.flatMap { try? box.open($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  private func account(_ tx: any Transaction, tenantID: String, id: String) throws -> BetterAuthAccount? {
    try tx.first(
      "SELECT \(Self.columns) FROM accounts a WHERE a.tenant_id = ? AND a.id = ?", tenantID, id, as: account)
  }

  private static func insert(
    _ tx: any Transaction, _ account: BetterAuthAccount, _ sealed: SealedTokens, tenantID: String
  ) throws {
    let tokens = account.tokens
    let inserted = try tx.execute(
      """
      INSERT INTO accounts (tenant_id, id, user_id, account_id, provider_id, access_token, refresh_token, id_token,
        access_token_expires_at, refresh_token_expires_at, scope, password_hash, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, tenantID, account.id, account.userID, account.accountID, account.providerID, sealed.access, sealed.refresh,
      sealed.id, tokens.accessExpiresAt, tokens.refreshExpiresAt, tokens.scope, account.passwordHash,
      account.createdAt, account.updatedAt)
    guard inserted > 0 else { throw BetterAuthError.accountExists }
  }

  private static func store(
    _ tx: any Transaction, _ account: BetterAuthAccount, _ sealed: SealedTokens, tenantID: String
  ) throws {
    try tx.execute(
      """
      UPDATE accounts SET access_token = ?, refresh_token = ?, id_token = ?, access_token_expires_at = ?,
        refresh_token_expires_at = ?, scope = ?, password_hash = ?, updated_at = ?
      WHERE tenant_id = ? AND id = ?
      """, sealed.access, sealed.refresh, sealed.id, account.tokens.accessExpiresAt, account.tokens.refreshExpiresAt,
      account.tokens.scope, account.passwordHash, account.updatedAt, tenantID, account.id)
  }
}
