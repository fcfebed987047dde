import Storage

/// Accounts at Google, and the users they belong to.
struct GoogleAccountStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// The `provider_id` of accounts at Google.
  static let google = "google"

  /// Finds, links or makes the user of an identity, as ``IdentityLink`` decides, in one transaction.
  /// - Parameters:
  ///   - device: for the audit log.
  ///   - requestID: for the audit log.
  /// - Throws: ``OAuthFailure``, ``AuthError/emailTaken`` for a new address that looks like a known one.
  func user(
    of identity: ProviderIdentity, tenantID: String, ids: NewGoogleAccountIDs, device: Device, requestID: String,
    at now: Timestamp
  ) async throws -> User {
    let (user, hasRevoked) = try await database.write { tx in
      let link = try IdentityLink.decide(
        identity, linked: try Self.linked(tx, tenantID, identity), namesake: try Self.namesake(tx, tenantID, identity))
      let scribe = Scribe(tx: tx, tenantID: tenantID, device: device, requestID: requestID, now: now)
      let userID = try scribe.apply(link, identity, ids)
      guard let user = try Self.user(tx, tenantID, userID) else { throw AuthError.userNotFound }
      if case .takeOver = link { return (user, true) }
      return (user, false)
    }
    if hasRevoked { signal.wake() }
    return user
  }

  private static func linked(
    _ tx: any Transaction, _ tenantID: String, _ identity: ProviderIdentity
  ) throws -> LinkableUser? {
    try tx.first(
      """
      SELECT u.id, u.is_active, u.is_email_verified
      FROM accounts a JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id
      WHERE a.tenant_id = ? AND a.provider_id = ? AND a.account_id = ?
      """, tenantID, google, identity.subject, as: linkable)
  }

  private static func namesake(
    _ tx: any Transaction, _ tenantID: String, _ identity: ProviderIdentity
  ) throws -> LinkableUser? {
    guard let email = identity.email else { return nil }
    return try tx.first(
      "SELECT id, is_active, is_email_verified FROM users WHERE tenant_id = ? AND email_normalized = ?", tenantID,
      email.normalized, as: linkable)
  }

  private static func linkable(_ row: any Row) throws -> LinkableUser {
    LinkableUser(id: try row.text(0), isActive: try row.bool(1), isEmailVerified: try row.bool(2))
  }

  private static func user(_ tx: any Transaction, _ tenantID: String, _ id: String) throws -> User? {
    try tx.first(
      "SELECT \(UserStore.columns) FROM users u WHERE u.tenant_id = ? AND u.id = ?", tenantID, id, as: UserStore.user)
  }
}

/// Writes down what was decided, and in the audit log that it was.
private struct Scribe {
  let tx: any Transaction
  let tenantID: String
  let device: Device
  let requestID: String
  let now: Timestamp

  /// - Returns: the user's id.
  func apply(_ link: IdentityLink, _ identity: ProviderIdentity, _ ids: NewGoogleAccountIDs) throws -> String {
    switch link {
    case .logIn(let userID):
      return userID
    case .link(let userID):
      try insertAccount(ids.accountID, of: userID, identity)
      try audit("user.link_provider", userID)
      return userID
    case .takeOver(let userID):
      try dropUnprovenAccess(userID)
      try insertAccount(ids.accountID, of: userID, identity)
      try audit("user.link_provider", userID, ["unproven_access": "dropped"])
      return userID
    case .create(let email):
      try insertUser(ids, email, identity)
      try insertAccount(ids.accountID, of: ids.userID, identity)
      try audit("user.register", ids.userID)
      return ids.userID
    }
  }

  /// Whoever registered with the address before its owner came keeps nothing to log in with.
  private func dropUnprovenAccess(_ userID: String) throws {
    try tx.execute("DELETE FROM accounts WHERE tenant_id = ? AND user_id = ?", tenantID, userID)
    try tx.execute("DELETE FROM second_factors WHERE tenant_id = ? AND user_id = ?", tenantID, userID)
    try UserStore.markVerified(tx, tenantID: tenantID, userID: userID, at: now)
    try SessionStore.endAll(tx, tenantID: tenantID, userID: userID, at: now)
  }

  private func insertUser(_ ids: NewGoogleAccountIDs, _ email: EmailAddress, _ identity: ProviderIdentity) throws {
    try UserStore.insert(
      tx,
      NewUser(
        id: ids.userID, tenantID: tenantID, email: email, displayName: identity.name, locale: nil,
        isEmailVerified: true, isPending: false, accountID: ids.accountID, passwordHash: nil, createdAt: now))
    try tx.execute(
      "UPDATE users SET avatar_url = ? WHERE tenant_id = ? AND id = ?", identity.pictureURL, tenantID, ids.userID)
  }

  private func insertAccount(_ id: String, of userID: String, _ identity: ProviderIdentity) throws {
    try tx.execute(
      """
      INSERT INTO accounts (tenant_id, id, user_id, provider_id, account_id, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, tenantID, id, userID, GoogleAccountStore.google, identity.subject, now, now)
  }

  private func audit(_ action: String, _ userID: String, _ details: [String: String] = [:]) throws {
    try AuditLog.append(
      tx,
      AuditEntry(
        tenantID: tenantID, actor: AuditActor(kind: .user, id: userID), action: action, targetType: "user",
        targetID: userID, details: details.merging(["provider": GoogleAccountStore.google]) { $1 },
        ipAddress: device.ipAddress, requestID: requestID, at: now))
  }
}
