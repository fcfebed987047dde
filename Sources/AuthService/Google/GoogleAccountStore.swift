import Storage

/// Accounts at Google, and the users they belong to.
struct GoogleAccountStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// The `provider_id` of accounts at Google.
  static let google = "google"

  /// Finds, links or makes the user of an identity, as ``IdentityLink`` decides, in one transaction.
  /// - Parameter device: for the audit log.
  /// - Throws: ``OAuthFailure``, ``AuthError/emailTaken`` for a new address that looks like a known one.
  func user(
    of identity: ProviderIdentity, tenantID: String, ids: NewGoogleAccountIDs, device: Device,
    at now: Timestamp
  ) async throws -> User {
    let (user, hasRevoked) = try await database.write(tenant: tenantID) { tenant in
      let link = try IdentityLink.decide(
        identity, linked: try tenant.linkableUser(googleSubject: identity.subject),
        namesake: try identity.email.flatMap { try tenant.linkableUser(email: $0) })
      let scribe = Scribe(tenant: tenant, device: device, now: now)
      let userID = try scribe.apply(link, identity, ids)
      guard let user = try tenant.user(id: userID) else { throw AuthError.userNotFound }
      if case .takeOver = link { return (user, true) }
      return (user, false)
    }
    if hasRevoked { signal.wake() }
    return user
  }
}

/// Writes down what was decided, and in the audit log that it was.
private struct Scribe {
  let tenant: TenantTransaction
  let device: Device
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
      // Whoever registered with the address before its owner came keeps nothing to log in with.
      try tenant.deleteAccess(of: userID, at: now)
      try tenant.markEmailVerified(of: userID, at: now)
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

  private func insertUser(_ ids: NewGoogleAccountIDs, _ email: EmailAddress, _ identity: ProviderIdentity) throws {
    try tenant.insert(
      NewUser(
        id: ids.userID, tenantID: tenant.id, email: email, displayName: identity.name, locale: nil,
        isEmailVerified: true, isPending: false, accountID: ids.accountID, passwordHash: nil, createdAt: now))
    try tenant.setAvatarURL(identity.pictureURL, of: ids.userID)
  }

  private func insertAccount(_ id: String, of userID: String, _ identity: ProviderIdentity) throws {
    try tenant.insertGoogleAccount(id: id, of: userID, googleSubject: identity.subject, at: now)
  }

  private func audit(_ action: String, _ userID: String, _ details: [String: String] = [:]) throws {
    try tenant.append(
      AuditEntry(
        tenantID: tenant.id, actor: AuditActor(kind: .user, id: userID), action: action, targetType: "user",
        targetID: userID, details: details.merging(["provider": GoogleAccountStore.google]) { $1 },
        ipAddress: device.ipAddress, requestID: device.requestID, at: now))
  }
}
