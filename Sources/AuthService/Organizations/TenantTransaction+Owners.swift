import Runtime
import Storage

/// Only owners who can log in count: an organization whose owners can't has none.
extension TenantTransaction {
  func hasOwner(_ organizationID: String, besides userID: String) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM memberships m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
      WHERE m.tenant_id = ? AND m.organization_id = ? AND m.role = 'owner' AND m.is_active = 1 AND u.is_active = 1
        AND m.user_id <> ?
      """, id, organizationID, userID)
  }

  /// The organizations that would have members but no owner without this user.
  func organizationsLeftWithoutOwner(by userID: String) throws -> [String] {
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
      """, id, userID
    ) { try $0.text(0) }
  }

  /// Makes an active member an owner.
  /// - Parameter othersRemain: whether who else owns it stays an owner; else they become admins.
  /// - Throws: ``OrganizationError/organizationNotFound``, ``OrganizationError/memberNotFound``.
  func appointOwner(_ userID: String, of organizationID: String, othersRemain: Bool, at now: Timestamp) throws {
    _ = try organization(organizationID)
    guard try isMember(userID, of: organizationID) else { throw OrganizationError.memberNotFound }
    try setRole(.owner, of: userID, in: organizationID, at: now)
    guard !othersRemain else { return }
    for other in try owners(of: organizationID) where other != userID {
      try setRole(.admin, of: other, in: organizationID, at: now)
    }
    try forgetCompany(organizationID, unlessOf: userID)
  }

  /// Owners of every kind, those who can't log in as well.
  private func owners(of organizationID: String) throws -> [String] {
    try tx.all(
      "SELECT user_id FROM memberships WHERE tenant_id = ? AND organization_id = ? AND role = 'owner'", id,
      organizationID
    ) { try $0.text(0) }
  }

  private func setRole(
    _ role: OrganizationRole, of userID: String, in organizationID: String, at now: Timestamp
  ) throws {
    try tx.execute(
      "UPDATE memberships SET role = ?, updated_at = ? WHERE tenant_id = ? AND organization_id = ? AND user_id = ?",
      role.rawValue, now, id, organizationID, userID)
    try append(Revocation(kind: .membership, subjectID: userID, at: now))
  }
}
