import Runtime
import Storage

/// One way for a user to log in, in Better Auth's core schema.
struct BetterAuthAccount: Sendable, Equatable {
  /// The provider whose account holds the password.
  static let credential = "credential"

  var id: String
  var userID: String
  /// The provider's own id of the user; for ``credential`` the user's id.
  var accountID: String
  var providerID: String
  var tokens: ProviderTokens
  var passwordHash: String?
  var createdAt: Timestamp
  var updatedAt: Timestamp
}

/// A checked request to link an account.
struct NewBetterAuthAccount: Sendable {
  /// The creator's own id.
  var id: String?
  var userID: String
  var accountID: String
  var providerID: String
  var tokens: ProviderTokens
  var passwordHash: String?
  var createdAt: Timestamp?
  var updatedAt: Timestamp?
}

/// A checked request to change an account; what is nil stays, an empty token is removed.
struct BetterAuthAccountChange: Sendable {
  var tokens: ProviderTokens
  var passwordHash: String?
  var updatedAt: Timestamp?

  /// The names of what is to be changed, for the audit log.
  var fields: String {
    let all = [
      ("access_token", tokens.access != nil), ("refresh_token", tokens.refresh != nil),
      ("id_token", tokens.id != nil), ("access_token_expires_at", tokens.accessExpiresAt != nil),
      ("refresh_token_expires_at", tokens.refreshExpiresAt != nil), ("scope", tokens.scope != nil),
      ("password", passwordHash != nil),
    ]
    return all.filter(\.1).map(\.0).joined(separator: " ")
  }

  /// - Throws: INVALID_ARGUMENT for a password where none belongs.
  func applied(to account: BetterAuthAccount, at now: Timestamp) throws -> BetterAuthAccount {
    var changed = account
    if let passwordHash {
      var violations = Violations()
      violations.require(
        account.providerID == BetterAuthAccount.credential, "password",
        "belongs on the account of provider 'credential'")
      try violations.throwIfAny()
      changed.passwordHash = passwordHash
    }
    changed.tokens = tokens(from: account.tokens)
    changed.updatedAt = updatedAt ?? now
    return changed
  }

  func tokens(from current: ProviderTokens) -> ProviderTokens {
    func changed(_ new: String?, _ old: String?) -> String? {
      guard let new else { return old }
      return new.isEmpty ? nil : new
    }
    return ProviderTokens(
      access: changed(tokens.access, current.access), refresh: changed(tokens.refresh, current.refresh),
      id: changed(tokens.id, current.id), accessExpiresAt: tokens.accessExpiresAt ?? current.accessExpiresAt,
      refreshExpiresAt: tokens.refreshExpiresAt ?? current.refreshExpiresAt,
      scope: changed(tokens.scope, current.scope))
  }
}
