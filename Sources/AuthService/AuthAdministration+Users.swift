import Runtime
import Storage

extension AuthAdministration {
  /// An end user in a list.
  public struct ListedUser: Sendable, Equatable {
    public var id: String
    /// Nil for a user without one.
    public var email: String?
    public var displayName: String?
    public var isActive: Bool
    public var createdAt: Timestamp
  }

  /// Makes an end user whose e-mail counts as verified.
  /// - Returns: the user's id.
  /// - Throws: ALREADY_EXISTS `EMAIL_TAKEN`, INVALID_ARGUMENT with every bad field.
  public func createUser(
    tenantID: String = Caller.defaultTenantID, email: String, password: String, displayName: String? = nil
  ) async throws -> String {
    let tenant = try await tenants.active(tenantID)
    let address = try Self.checked(email, password)
    let new = NewUser(
      id: ids.next(), tenantID: tenant.id, email: address, displayName: displayName, locale: nil,
      isEmailVerified: true, isPending: false, accountID: ids.next(), passwordHash: try await passwords.hash(password),
      createdAt: clock.now())
    try await users.insert(new)
    return new.id
  }

  /// A tenant's users, newest first.
  /// - Parameters:
  ///   - text: a part of the e-mail or the name, or the whole id.
  ///   - page: from 1.
  ///   - perPage: 1 to 100.
  /// - Returns: the users of the page, and how many there are on all pages.
  /// - Throws: INVALID_ARGUMENT for a bad page.
  public func listUsers(
    tenantID: String = Caller.defaultTenantID, matching text: String? = nil, isActive: Bool? = nil, page: Int32 = 1,
    perPage: Int32 = 20
  ) async throws -> (users: [ListedUser], total: Int64) {
    var violations = Violations()
    let request = violations.page(page, perPage: perPage)
    let search = UserSearch(text: violations.searchText(text, "q"), isActive: isActive)
    try violations.throwIfAny()
    let found = try await directory.search(search, request, tenantID: tenantID)
    return (found.items.map(ListedUser.init), found.total)
  }

  /// Counts a user's e-mail as verified.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`.
  public func markEmailVerified(tenantID: String = Caller.defaultTenantID, email: String) async throws {
    guard let address = EmailAddress(email) else { throw AuthError.userNotFound }
    try await users.markEmailVerified(tenantID: tenantID, email: address, at: clock.now())
  }

  /// Ends every session of a user: access tokens, refresh tokens and cookies.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`.
  public func endSessions(tenantID: String = Caller.defaultTenantID, userID: String) async throws {
    _ = try await directory.endSessions(id: userID, audit: entry("user.end_sessions", tenantID, userID))
  }

  /// Ends every session of a user and refuses further logins.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`.
  public func deactivateUser(tenantID: String = Caller.defaultTenantID, userID: String) async throws {
    try await directory.deactivate(id: userID, audit: entry("user.deactivate", tenantID, userID))
  }

  /// Deletes a user for good, with accounts, sessions and memberships; organizations stay.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`, FAILED_PRECONDITION `LAST_OWNER` for the last owner of an organization
  ///   with other members.
  public func deleteUser(tenantID: String = Caller.defaultTenantID, userID: String) async throws {
    try await betterAuthUsers.delete(id: userID, audit: entry("user.delete", tenantID, userID))
  }

  /// One login of a user.
  public struct UserSession: Sendable, Equatable {
    public var id: String
    public var ipAddress: String?
    public var userAgent: String?
    public var createdAt: Timestamp
    public var expiresAt: Timestamp
  }

  /// A user's sessions that are valid, newest first.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`.
  public func listSessions(
    tenantID: String = Caller.defaultTenantID, userID: String
  ) async throws -> [UserSession] {
    let user = try await directory.user(tenantID: tenantID, id: userID)
    return try await directory.sessions(of: user.id, tenantID: tenantID, at: clock.now()).map {
      UserSession(
        id: $0.session.id, ipAddress: $0.device.ipAddress, userAgent: $0.device.userAgent,
        createdAt: $0.session.createdAt, expiresAt: $0.session.expiresAt)
    }
  }

  /// Ends one session: access tokens, refresh token and cookie.
  /// - Throws: NOT_FOUND `SESSION_UNKNOWN` for one that is unknown or has ended.
  public func endSession(tenantID: String = Caller.defaultTenantID, id: String) async throws {
    let now = clock.now()
    let audit = AuditEntry.operation(
      "session.end", tenantID: tenantID, targetType: "session", targetID: id, at: now)
    guard try await sessions.end(tenantID: tenantID, id: id, audit: audit, at: now) else {
      throw AuthError.sessionUnknown
    }
  }

  /// Lets a deactivated user log in again.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`.
  public func activateUser(tenantID: String = Caller.defaultTenantID, userID: String) async throws {
    _ = try await directory.activate(id: userID, audit: entry("user.activate", tenantID, userID))
  }

  /// Removes a user's second factor, for someone who has lost the device, and ends every session.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`.
  public func resetSecondFactor(tenantID: String = Caller.defaultTenantID, userID: String) async throws {
    _ = try await directory.resetSecondFactor(id: userID, audit: entry("second_factor.reset", tenantID, userID))
  }

  private func entry(_ action: String, _ tenantID: String, _ userID: String) -> AuditEntry {
    .operation(action, tenantID: tenantID, targetType: "user", targetID: userID, at: clock.now())
  }

  /// - Throws: INVALID_ARGUMENT with every bad field.
  static func checked(_ email: String, _ password: String) throws -> EmailAddress {
    var violations = Violations()
    let address = EmailAddress(email)
    violations.require(address != nil, "email", "value is not a valid email address")
    PasswordRule.check(password, "password", &violations)
    return try violations.checked(address)
  }
}

extension AuthAdministration.ListedUser {
  init(_ user: UserDetails) {
    self.init(
      id: user.id, email: user.email, displayName: user.displayName, isActive: user.isActive,
      createdAt: user.createdAt)
  }
}
