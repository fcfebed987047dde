import Runtime
import Storage

/// A tenant's users as its administrators, and the users themselves, see and change them.
struct UserDirectory: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// - Throws: ``AuthError/userNotFound``.
  func user(tenantID: String, id: String) async throws -> UserDetails {
    try await database.read(tenant: tenantID) { try $0.userDetails(id: id) }
  }

  /// A page of users, oldest first.
  func page(_ request: PageRequest, tenantID: String, includeInactive: Bool) async throws -> ListPage<UserDetails> {
    try await database.read(tenant: tenantID) { try $0.userDetails(request, includeInactive: includeInactive) }
  }

  /// A page of the users that are looked for, newest first.
  func search(_ search: UserSearch, _ request: PageRequest, tenantID: String) async throws -> ListPage<UserDetails> {
    try await database.read(tenant: tenantID) { try $0.userDetails(matching: search, request) }
  }

  func stats(tenantID: String) async throws -> UserStats {
    try await database.read(tenant: tenantID) { try $0.userStats() }
  }

  /// A user's sessions that are valid, newest first.
  func sessions(of userID: String, tenantID: String, at now: Timestamp) async throws -> [ListedSession] {
    try await database.read(tenant: tenantID) { try $0.sessions(of: userID, at: now) }
  }

  /// Stores a user who has no password.
  /// - Throws: ``UserDirectoryError/subTaken``, ``AuthError/emailTaken``.
  func insert(_ new: NewUserDetails, id: String, audit: AuditEntry) async throws -> UserDetails {
    try await database.write(tenant: audit.tenantID) { tenant in
      try tenant.insert(new, id: id, at: audit.at)
      try tenant.append(audit)
      return try tenant.userDetails(id: id)
    }
  }

  /// - Throws: ``AuthError/userNotFound``.
  func update(_ update: ProfileUpdate, id: String, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tenant, user in
      try tenant.setProfile(of: update.applied(to: user), choosesLocale: update.locale != nil)
    }
  }

  /// Merges settings over those there are.
  /// - Throws: ``AuthError/userNotFound``, INVALID_ARGUMENT when they get too long.
  func mergeSettings(_ settings: SettingsObject, id: String, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tenant, user in
      try tenant.setSettings(user.settings.merging(settings.json), ofUser: id)
    }
  }

  /// Refuses further logins and ends every session.
  /// - Parameter isOwnRequest: whether it is the user who asks; then others' organizations stay with an owner.
  ///   Operators must be able to lock anybody out: they learn from the audit log what has no owner any more.
  /// - Throws: ``AuthError/userNotFound``, ``UserDirectoryError/lastOwner(organizationID:)``.
  @discardableResult
  func deactivate(id: String, isOwnRequest: Bool = false, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tenant, user in
      let orphans =
        user.isActive ? try tenant.organizationsLeftWithoutOwner(by: id) : []
      if isOwnRequest, let organizationID = orphans.first {
        throw UserDirectoryError.lastOwner(organizationID: organizationID)
      }
      for organizationID in orphans { try tenant.append(audit.leavingWithoutOwner(organizationID)) }
      try tenant.setUserActive(false, id: id)
      try tenant.endSessions(of: id, at: audit.at)
      try Self.noteMemberships(tenant, id, audit)
    }
  }

  /// Lets a user log in again.
  /// - Throws: ``AuthError/userNotFound``.
  func activate(id: String, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tenant, _ in
      try tenant.setUserActive(true, id: id)
      try Self.noteMemberships(tenant, id, audit)
    }
  }

  /// Ends every session of a user.
  /// - Throws: ``AuthError/userNotFound``.
  func endSessions(id: String, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tenant, _ in try tenant.endSessions(of: id, at: audit.at) }
  }

  /// Removes a user's second factor and ends every session; nothing but the latter without one.
  /// - Throws: ``AuthError/userNotFound``.
  func resetSecondFactor(id: String, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tenant, _ in
      try tenant.resetSecondFactor(of: .user(id, of: tenant.id))
      try tenant.endSessions(of: id, at: audit.at)
    }
  }

  /// Changes a user of the audit entry's tenant, and notes when and by whom.
  private func change(
    _ id: String, _ audit: AuditEntry, _ body: @escaping @Sendable (TenantTransaction, UserDetails) throws -> Void
  ) async throws -> UserDetails {
    let changed = try await database.write(tenant: audit.tenantID) { tenant in
      try body(tenant, try tenant.userDetails(id: id))
      try tenant.setUpdatedAt(audit.at, ofUser: id)
      try tenant.append(audit)
      return try tenant.userDetails(id: id)
    }
    signal.wake()
    return changed
  }

  /// A deactivated user belongs nowhere, and gateways remember memberships until told otherwise.
  private static func noteMemberships(_ tenant: TenantTransaction, _ id: String, _ audit: AuditEntry) throws {
    try tenant.append(Revocation(kind: .membership, subjectID: id, at: audit.at))
  }
}
