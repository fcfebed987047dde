import Storage

/// End users with everything that the tenant's administrators see.
extension TenantTransaction {
  /// - Throws: ``AuthError/userNotFound``.
  func userDetails(id userID: String) throws -> UserDetails {
    let found = try tx.first(
      "SELECT \(Self.userDetailsColumns) FROM users u WHERE u.tenant_id = ? AND u.id = ?", id, userID,
      as: Self.userDetails)
    guard let found else { throw AuthError.userNotFound }
    return found
  }

  /// A page of users, oldest first.
  func userDetails(_ request: PageRequest, includeInactive: Bool) throws -> ListPage<UserDetails> {
    try page(
      Self.userDetailsColumns, from: "users u WHERE u.tenant_id = ? AND (u.is_active = 1 OR ? = 1)",
      [id.sqlValue, includeInactive.sqlValue], order: "u.created_at, u.id", request, as: Self.userDetails)
  }

  /// A page of the users that are looked for, newest first.
  func userDetails(matching search: UserSearch, _ request: PageRequest) throws -> ListPage<UserDetails> {
    var source = "users u WHERE u.tenant_id = ?"
    var arguments = [id.sqlValue]
    if let text = search.text {
      source += """
         AND (u.id = ? OR u.email_normalized LIKE ? ESCAPE '\\' OR LOWER(u.display_name) LIKE ? ESCAPE '\\'
          OR u.display_name LIKE ? ESCAPE '\\')
        """
      let lowercased = LikePattern.containing(text.lowercased())
      arguments += [
        text.sqlValue, lowercased.sqlValue, lowercased.sqlValue, LikePattern.containing(text).sqlValue,
      ]
    }
    if let isActive = search.isActive {
      source += " AND u.is_active = ?"
      arguments.append(isActive.sqlValue)
    }
    return try page(
      Self.userDetailsColumns, from: source, arguments, order: "u.created_at DESC, u.id DESC", request,
      as: Self.userDetails)
  }

  func userStats() throws -> UserStats {
    try tx.first(
      "SELECT COUNT(*), COUNT(CASE WHEN is_active = 1 THEN 1 END) FROM users WHERE tenant_id = ?", id
    ) { UserStats(total: try $0.int(0), active: try $0.int(1)) } ?? UserStats(total: 0, active: 0)
  }

  /// Whether a user is known by an identifier of the tenant's own system.
  func hasUser(sub: String) throws -> Bool {
    try tx.exists("SELECT 1 FROM users WHERE tenant_id = ? AND sub = ?", id, sub)
  }

  /// Stores a user who has no password.
  /// - Throws: ``UserDirectoryError/subTaken``, ``AuthError/emailTaken``.
  func insert(_ new: NewUserDetails, id userID: String, at now: Timestamp) throws {
    guard try !hasUser(sub: new.sub) else { throw UserDirectoryError.subTaken }
    if let email = new.email, try isEmailTaken(email) { throw AuthError.emailTaken }
    let skeleton = new.email.flatMap { $0.skeleton == $0.normalized ? nil : $0.skeleton }
    try tx.execute(
      """
      INSERT INTO users (tenant_id, id, sub, email, email_normalized, email_skeleton, is_email_verified, display_name,
        avatar_url, locale, is_locale_chosen, status, is_active, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, id, userID, new.sub, new.email?.display, new.email?.normalized, skeleton, new.isEmailVerified,
      new.displayName, new.avatarURL, new.locale ?? LocaleTag.standard, new.locale != nil, new.status.rawValue,
      new.isActive, now, now)
  }

  /// Writes what a user is called and looks like, and the language.
  /// - Parameter choosesLocale: whether the language is one that somebody chose; else that stays as it is.
  func setProfile(of user: UserDetails, choosesLocale: Bool) throws {
    try tx.execute(
      """
      UPDATE users SET display_name = ?, avatar_url = ?, locale = ?,
        is_locale_chosen = CASE WHEN ? = 1 THEN 1 ELSE is_locale_chosen END
      WHERE tenant_id = ? AND id = ?
      """, user.displayName, user.avatarURL, user.locale, choosesLocale, id, user.id)
  }

  func setSettings(_ settings: SettingsObject, ofUser userID: String) throws {
    try tx.execute("UPDATE users SET settings = ? WHERE tenant_id = ? AND id = ?", settings.text, id, userID)
  }

  /// Lets a user log in, or not. Sessions stay as they are.
  func setUserActive(_ isActive: Bool, id userID: String) throws {
    try tx.execute("UPDATE users SET is_active = ? WHERE tenant_id = ? AND id = ?", isActive, id, userID)
  }

  /// Notes when a user was changed.
  func setUpdatedAt(_ now: Timestamp, ofUser userID: String) throws {
    try tx.execute("UPDATE users SET updated_at = ? WHERE tenant_id = ? AND id = ?", now, id, userID)
  }

  private static let userDetailsColumns = """
    u.id, u.tenant_id, u.sub, u.email, u.display_name, u.avatar_url, u.locale, u.is_email_verified, u.status,
    u.is_active, u.default_organization_id, u.settings, u.created_at, u.updated_at
    """

  private static func userDetails(_ row: any Row) throws -> UserDetails {
    guard let status = UserStatus(rawValue: try row.text(8)) else { throw StorageError.unexpectedType("users.status") }
    return UserDetails(
      id: try row.text(0), tenantID: try row.text(1), sub: try row.text(2), email: try row.optionalText(3),
      displayName: try row.optionalText(4), avatarURL: try row.optionalText(5), locale: try row.text(6),
      isEmailVerified: try row.bool(7), status: status, isActive: try row.bool(9),
      defaultOrganizationID: try row.optionalText(10), settings: try SettingsObject(stored: row.text(11)),
      createdAt: try row.time(12), updatedAt: try row.time(13))
  }
}
