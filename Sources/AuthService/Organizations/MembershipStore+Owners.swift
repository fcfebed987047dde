import Runtime
import Storage

extension MembershipStore {
  /// The organizations that would have members but no owner without this user. Only members who can log in
  /// count: an organization whose owners can't has none.
  static func leftWithoutOwner(_ tx: any Transaction, byUser id: String, tenantID: String) throws -> [String] {
    let others = """
      SELECT 1 FROM memberships o JOIN users u ON u.tenant_id = o.tenant_id AND u.id = o.user_id
      WHERE o.tenant_id = m.tenant_id AND o.organization_id = m.organization_id AND o.user_id <> m.user_id
        AND o.is_active = 1 AND u.is_active = 1
      """
    return try tx.all(
      """
      SELECT m.organization_id FROM memberships m
      WHERE m.tenant_id = ? AND m.user_id = ? AND m.role = 'owner' AND m.is_active = 1
        AND EXISTS (\(others)) AND NOT EXISTS (\(others) AND o.role = 'owner')
      ORDER BY m.organization_id
      """, tenantID, id
    ) { try $0.text(0) }
  }

  /// Makes an active member an owner on an operator's word, for an organization that has lost its own one.
  /// - Parameters:
  ///   - othersRemain: whether who else owns it stays an owner; else they become admins.
  ///   - audit: names the organization as the target.
  /// - Throws: ``OrganizationError/organizationNotFound``, ``OrganizationError/memberNotFound``.
  func appointOwner(_ userID: String, othersRemain: Bool, audit: AuditEntry) async throws {
    let (tenantID, organizationID) = (audit.tenantID, audit.targetID)
    try await database.write { tx in
      _ = try OrganizationStore.organization(tx, tenantID: tenantID, id: organizationID)
      guard try Self.isMember(tx, tenantID: tenantID, organizationID: organizationID, userID: userID) else {
        throw OrganizationError.memberNotFound
      }
      try Self.setRole(.owner, of: userID, in: organizationID, tx, audit)
      if !othersRemain {
        for other in try Self.otherOwners(tx, than: userID, of: organizationID, tenantID: tenantID) {
          try Self.setRole(.admin, of: other, in: organizationID, tx, audit)
        }
        // A company is an organization that its user owns.
        try tx.execute(
          "UPDATE organizations SET company_owner_id = NULL WHERE tenant_id = ? AND id = ? AND company_owner_id <> ?",
          tenantID, organizationID, userID)
      }
      try AuditLog.append(tx, audit)
    }
    signal.wake()
  }

  private static func otherOwners(
    _ tx: any Transaction, than userID: String, of organizationID: String, tenantID: String
  ) throws -> [String] {
    try tx.all(
      """
      SELECT user_id FROM memberships
      WHERE tenant_id = ? AND organization_id = ? AND role = 'owner' AND user_id <> ?
      """, tenantID, organizationID, userID
    ) { try $0.text(0) }
  }

  private static func setRole(
    _ role: OrganizationRole, of userID: String, in organizationID: String, _ tx: any Transaction, _ audit: AuditEntry
  ) throws {
    try tx.execute(
      "UPDATE memberships SET role = ?, updated_at = ? WHERE tenant_id = ? AND organization_id = ? AND user_id = ?",
      role.rawValue, audit.at, audit.tenantID, organizationID, userID)
    try RevocationStore.append(
      tx, tenantID: audit.tenantID, Revocation(kind: .membership, subjectID: userID, at: audit.at))
  }
}
