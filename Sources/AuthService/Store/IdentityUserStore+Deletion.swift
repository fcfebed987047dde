import Storage

extension IdentityUserStore {
  /// Deletes a user with everything that is the user's alone; organizations stay.
  /// - Returns: the user as it was.
  /// - Throws: ``AuthError/userNotFound``, ``IdentityError/lastOwner(organizationID:)``.
  func delete(id: String, tenantID: String, by context: AuditContext) async throws -> IdentityUser {
    let deleted = try await database.write { tx in
      guard let user = try Self.user(tx, tenantID: tenantID, id: id) else { throw AuthError.userNotFound }
      if let organizationID = try Self.organizationLeftAlone(tx, byUser: id, tenantID: tenantID) {
        throw IdentityError.lastOwner(organizationID: organizationID)
      }
      // Revoked by their ids before the rows go, so that every gateway hears of them.
      try SessionStore.endAll(tx, tenantID: tenantID, userID: id, at: context.at)
      try RevocationStore.append(
        tx, tenantID: tenantID, Revocation(kind: .membership, subjectID: id, at: context.at))
      try tx.execute(
        "UPDATE organizations SET company_owner_id = NULL, updated_at = ? WHERE tenant_id = ? AND company_owner_id = ?",
        context.at, tenantID, id)
      try Self.deleteVerifications(tx, of: user, tenantID: tenantID)
      // Accounts, sessions and memberships go with the user.
      try tx.execute("DELETE FROM users WHERE tenant_id = ? AND id = ?", tenantID, id)
      try AuditLog.append(tx, context.entry("user.delete", ofUser: id))
      return user
    }
    signal.wake()
    return deleted
  }

  /// An organization with other members whose only owner is this user.
  private static func organizationLeftAlone(
    _ tx: any Transaction, byUser id: String, tenantID: String
  ) throws -> String? {
    let others = """
      SELECT 1 FROM memberships o
      WHERE o.tenant_id = m.tenant_id AND o.organization_id = m.organization_id AND o.user_id <> m.user_id
        AND o.is_active = 1
      """
    return try tx.first(
      """
      SELECT m.organization_id FROM memberships m
      WHERE m.tenant_id = ? AND m.user_id = ? AND m.role = 'owner' AND m.is_active = 1
        AND EXISTS (\(others)) AND NOT EXISTS (\(others) AND o.role = 'owner')
      ORDER BY m.organization_id LIMIT 1
      """, tenantID, id
    ) { try $0.text(0) }
  }

  /// What was mailed to the user, and what Better Auth keeps under the user's id or address.
  private static func deleteVerifications(_ tx: any Transaction, of user: IdentityUser, tenantID: String) throws {
    let identifiers = MailedToken.Purpose.allCases.map { $0.identifier(userID: user.id) } + [user.email ?? ""]
    let marks = identifiers.map { _ in "?" }.joined(separator: ", ")
    try tx.execute(
      "DELETE FROM verifications WHERE tenant_id = ? AND (value = ? OR identifier IN (\(marks)))",
      [tenantID.sqlValue, user.id.sqlValue] + identifiers.map(\.sqlValue))
  }
}
