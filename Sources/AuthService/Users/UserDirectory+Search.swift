import Runtime
import Storage

/// What dashboards ask about users.
extension UserDirectory {
  /// A page of users, newest first.
  func search(_ search: UserSearch, _ request: PageRequest, tenantID: String) async throws -> ListPage<UserDetails> {
    var conditions = "users u WHERE u.tenant_id = ?"
    var arguments = [tenantID.sqlValue]
    if let text = search.text {
      conditions += """
         AND (u.id = ? OR u.email_normalized LIKE ? ESCAPE '\\' OR LOWER(u.display_name) LIKE ? ESCAPE '\\'
          OR u.display_name LIKE ? ESCAPE '\\')
        """
      let lowercased = LikePattern.containing(text.lowercased())
      arguments += [
        text.sqlValue, lowercased.sqlValue, lowercased.sqlValue, LikePattern.containing(text).sqlValue,
      ]
    }
    if let isActive = search.isActive {
      conditions += " AND u.is_active = ?"
      arguments.append(isActive.sqlValue)
    }
    return try await database.read { [conditions, arguments] tx in
      try tx.page(Self.columns, from: conditions, arguments, order: "u.created_at DESC, u.id DESC", request) {
        try Self.user($0)
      }
    }
  }

  /// A user's sessions that are valid, newest first.
  func sessions(of userID: String, tenantID: String, at now: Timestamp) async throws -> [ListedSession] {
    try await database.read { tx in
      try tx.all(
        """
        SELECT \(SessionStore.columns), s.ip_address, s.user_agent FROM \(SessionStore.validSessions)
          AND s.tenant_id = ? AND s.user_id = ? ORDER BY s.created_at DESC, s.id DESC
        """, now, tenantID, userID
      ) { row in
        ListedSession(
          session: try SessionStore.session(row),
          device: Device(ipAddress: try row.optionalText(6), userAgent: try row.optionalText(7)))
      }
    }
  }

  /// Ends every session of a user.
  /// - Throws: ``AuthError/userNotFound``.
  func endSessions(id: String, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tx, _ in
      try SessionStore.endAll(tx, tenantID: audit.tenantID, userID: id, at: audit.at)
    }
  }

  /// Removes a user's second factor and ends every session; nothing but the latter without one.
  /// - Throws: ``AuthError/userNotFound``.
  func resetSecondFactor(id: String, audit: AuditEntry) async throws -> UserDetails {
    try await change(id, audit) { tx, _ in
      try SecondFactorStore.reset(tx, .user(id, of: audit.tenantID))
      try SessionStore.endAll(tx, tenantID: audit.tenantID, userID: id, at: audit.at)
    }
  }
}
