import Runtime
import Storage

/// Users' ways to log in.
struct BetterAuthAccountStore: Sendable {
  let database: any Database
  let box: SecretBox

  /// A user's accounts, oldest first.
  func accounts(tenantID: String, userID: String) async throws -> [BetterAuthAccount] {
    try await database.read(tenant: tenantID) { tenant in try tenant.betterAuthAccounts(of: userID, box) }
  }

  /// The account that a provider knows by its own id.
  func account(tenantID: String, providerID: String, accountID: String) async throws -> BetterAuthAccount? {
    try await database.read(tenant: tenantID) { tenant in
      try tenant.betterAuthAccount(of: accountID, at: providerID, box)
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
    let sealed = try SealedProviderTokens(account.tokens, box)
    try await database.write(tenant: tenantID) { tenant in
      guard try tenant.betterAuthUser(new.userID) != nil else { throw AuthError.userNotFound }
      try tenant.insert(account, sealed)
      try tenant.append(Self.entry("user.account_link", account, context))
    }
    return account
  }

  /// Changes an account.
  /// - Throws: ``BetterAuthError/accountNotFound``, INVALID_ARGUMENT for a password where none belongs.
  func update(
    _ change: BetterAuthAccountChange, id: String, tenantID: String, by context: AuditContext
  ) async throws -> BetterAuthAccount {
    try await database.write(tenant: tenantID) { tenant in
      guard let old = try tenant.betterAuthAccount(id, box) else { throw BetterAuthError.accountNotFound }
      let account = try change.applied(to: old, at: context.at)
      if change.passwordHash != nil {
        // A mail under way must not undo the change.
        try tenant.voidMailedTokens(of: account.userID, .passwordReset)
      }
      try tenant.save(account, try SealedProviderTokens(account.tokens, box))
      try tenant.append(Self.entry("user.account_update", account, context, change.fields))
      return account
    }
  }

  /// Unlinks an account.
  /// - Throws: ``BetterAuthError/accountNotFound``.
  func delete(id: String, tenantID: String, by context: AuditContext) async throws {
    try await database.write(tenant: tenantID) { tenant in
      guard let account = try tenant.betterAuthAccount(id, box) else { throw BetterAuthError.accountNotFound }
      try tenant.deleteAccount(id)
      try tenant.append(Self.entry("user.account_unlink", account, context))
    }
  }

  private static func entry(
    _ action: String, _ account: BetterAuthAccount, _ context: AuditContext, _ fields: String? = nil
  ) -> AuditEntry {
    var details = ["account_id": account.id, "provider_id": account.providerID]
    details["fields"] = fields
    return context.entry(action, ofUser: account.userID, details)
  }
}
