import Storage

/// Users as Better Auth sees them: the same rows as ``UserStore``'s.
struct BetterAuthUserStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  func user(tenantID: String, id: String) async throws -> BetterAuthUser? {
    try await database.read(tenant: tenantID) { tenant in try tenant.betterAuthUser(id) }
  }

  /// A user by normalised e-mail.
  func user(tenantID: String, email: String) async throws -> BetterAuthUser? {
    try await database.read(tenant: tenantID) { tenant in try tenant.betterAuthUser(email: email) }
  }

  /// Stores a user without a password.
  /// - Throws: ``BetterAuthError/userExists``, ``AuthError/emailTaken``, ``AuthError/tenantNotFound``.
  func create(
    _ new: NewBetterAuthUser, id: String, accountID: String, tenantID: String, by context: AuditContext
  ) async throws -> BetterAuthUser {
    let createdAt = new.createdAt ?? context.at
    let user = BetterAuthUser(
      id: id, name: new.name ?? "", email: new.email.display, isEmailVerified: new.isEmailVerified, image: new.image,
      createdAt: createdAt, updatedAt: new.updatedAt ?? createdAt)
    try await database.write(tenant: tenantID) { tenant in
      guard try tenant.betterAuthUser(id) == nil else { throw BetterAuthError.userExists }
      let isPending = try tenant.requiresEmailVerification() && !new.isEmailVerified
      try tenant.insert(
        NewUser(
          id: id, tenantID: tenant.id, email: new.email, displayName: new.name, locale: nil,
          isEmailVerified: new.isEmailVerified, isPending: isPending, accountID: accountID, passwordHash: nil,
          createdAt: createdAt))
      try tenant.setImage(user.image, ofUser: id, updatedAt: user.updatedAt)
      try tenant.append(context.entry("user.create", ofUser: id))
    }
    return user
  }

  /// Changes a user.
  /// - Returns: the user as it was and as it is.
  /// - Throws: ``AuthError/userNotFound``, ``AuthError/emailTaken``.
  func update(
    _ change: BetterAuthUserChange, id: String, tenantID: String, by context: AuditContext
  ) async throws -> (before: BetterAuthUser, after: BetterAuthUser) {
    try await database.write(tenant: tenantID) { tenant in
      guard let before = try tenant.betterAuthUser(id) else { throw AuthError.userNotFound }
      let after = change.applied(to: before, at: context.at)
      try tenant.save(after)
      if let email = change.email { try tenant.setEmail(email, ofUser: id) }
      if change.isEmailVerified == true, !before.isEmailVerified {
        try tenant.markEmailVerified(of: id, at: after.updatedAt)
      }
      try tenant.append(context.entry("user.update", ofUser: id, ["fields": change.fields]))
      return (before, after)
    }
  }

  /// Deletes a user with everything that is the user's alone; organizations stay.
  /// - Returns: the user as it was.
  /// - Throws: ``AuthError/userNotFound``, ``UserDirectoryError/lastOwner(organizationID:)``.
  @discardableResult
  func delete(id: String, audit: AuditEntry) async throws -> BetterAuthUser {
    let now = audit.at
    let deleted = try await database.write(tenant: audit.tenantID) { tenant in
      guard let user = try tenant.betterAuthUser(id) else { throw AuthError.userNotFound }
      if let organizationID = try tenant.organizationsLeftWithoutOwner(by: id).first {
        throw UserDirectoryError.lastOwner(organizationID: organizationID)
      }
      // Revoked by their ids before the rows go, so that every gateway hears of them.
      try tenant.endSessions(of: id, at: now)
      try tenant.append(Revocation(kind: .membership, subjectID: id, at: now))
      try tenant.forgetCompanies(of: id, at: now)
      try tenant.delete(user)
      try tenant.append(audit)
      return user
    }
    signal.wake()
    return deleted
  }
}
