import Storage

extension BetterAuthUserStore {
  /// Deletes a user with everything that is the user's alone; organizations stay.
  /// - Returns: the user as it was.
  /// - Throws: ``AuthError/userNotFound``, ``UserDirectoryError/lastOwner(organizationID:)``.
  @discardableResult
  func delete(id: String, audit: AuditEntry) async throws -> BetterAuthUser {
    let (tenantID, now) = (audit.tenantID, audit.at)
    let deleted = try await database.write { tx in
      guard let user = try Self.user(tx, tenantID: tenantID, id: id) else { throw AuthError.userNotFound }
      if let organizationID = try MembershipStore.leftWithoutOwner(tx, byUser: id, tenantID: tenantID).first {
        throw UserDirectoryError.lastOwner(organizationID: organizationID)
      }
      // Revoked by their ids before the rows go, so that every gateway hears of them.
      try SessionStore.endAll(tx, tenantID: tenantID, userID: id, at: now)
      try RevocationStore.append(
        tx, tenantID: tenantID, Revocation(kind: .membership, subjectID: id, at: now))
      try tx.execute(
        "UPDATE organizations SET company_owner_id = NULL, updated_at = ? WHERE tenant_id = ? AND company_owner_id = ?",
        now, tenantID, id)
      try Self.deleteVerifications(tx, of: user, tenantID: tenantID)
      // Accounts, sessions and memberships go with the user.
      try tx.execute("DELETE FROM users WHERE tenant_id = ? AND id = ?", tenantID, id)
      try AuditLog.append(tx, audit)
      return user
    }
    signal.wake()
    return deleted
  }

  /// What was mailed to the user, and what Better Auth keeps under the user's id or address.
  private static func deleteVerifications(_ tx: any Transaction, of user: BetterAuthUser, tenantID: String) throws {
    let identifiers = MailedToken.Purpose.allCases.map { $0.identifier(userID: user.id) } + [user.email ?? ""]
    try tx.execute(
      "DELETE FROM verifications WHERE tenant_id = ? AND (value = ? OR identifier IN (\(identifiers.placeholders)))",
      [tenantID.sqlValue, user.id.sqlValue] + identifiers.map(\.sqlValue))
  }
}
