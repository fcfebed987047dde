import Runtime
import Storage

/// Who belongs to an organization, as what.
extension TenantTransaction {
  private static let memberSelection = """
    SELECT m.user_id, u.email, u.display_name, m.role, m.is_active, u.is_active, m.created_at
    FROM memberships m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
    WHERE m.tenant_id = ? AND m.organization_id = ?
    """

  private static func member(_ row: any Row) throws -> OrganizationMember {
    OrganizationMember(
      userID: try row.text(0), email: try row.optionalText(1) ?? "", displayName: try row.optionalText(2),
      role: try organizationRole(row, 3), isActive: try row.bool(4), isUserActive: try row.bool(5),
      joinedAt: try row.time(6))
  }

  static func organizationRole(_ row: any Row, _ index: Int) throws -> OrganizationRole {
    guard let role = OrganizationRole(rawValue: try row.text(index)) else {
      throw StorageError.unexpectedType("memberships.role")
    }
    return role
  }

  /// The call's user as an active member with a permission.
  /// - Throws: ``OrganizationError/organizationNotFound`` for everybody else,
  ///   ``OrganizationError/permissionMissing(_:)``.
  @discardableResult
  func require(_ permission: OrganizationPermission, _ call: MemberCall) throws -> OrganizationMember {
    guard let member = try membership(of: call.userID, in: call.organizationID), member.hasAccess else {
      throw OrganizationError.organizationNotFound
    }
    guard member.role.allows(permission) else { throw OrganizationError.permissionMissing(permission) }
    return member
  }

  /// A member, active or not.
  func membership(of userID: String, in organizationID: String) throws -> OrganizationMember? {
    try tx.first("\(Self.memberSelection) AND m.user_id = ?", id, organizationID, userID, as: Self.member)
  }

  /// Everybody who belongs to an organization, those who joined first at the beginning.
  func members(of organizationID: String) throws -> [OrganizationMember] {
    try tx.all("\(Self.memberSelection) ORDER BY m.created_at, m.user_id", id, organizationID, as: Self.member)
  }

  /// Whether the user belongs to the organization and can act in it.
  func isMember(_ userID: String, of organizationID: String) throws -> Bool {
    try membership(of: userID, in: organizationID)?.hasAccess ?? false
  }

  /// Whether a member, active or not, has the e-mail.
  func isMember(_ email: EmailAddress, of organizationID: String) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM memberships m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
      WHERE m.tenant_id = ? AND m.organization_id = ? AND u.email_normalized = ?
      """, id, organizationID, email.normalized)
  }

  /// Adds a membership; the organization becomes the default one of a user without any.
  func insertMembership(
    of userID: String, in organizationID: String, as role: OrganizationRole, at now: Timestamp
  ) throws {
    try tx.execute(
      """
      INSERT INTO memberships (tenant_id, organization_id, user_id, role, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """, id, organizationID, userID, role.rawValue, now, now)
    try tx.execute(
      """
      UPDATE users SET default_organization_id = ?
      WHERE tenant_id = ? AND id = ? AND default_organization_id IS NULL
      """, organizationID, id, userID)
    // Gateways remember memberships until told otherwise.
    try append(Revocation(kind: .membership, subjectID: userID, at: now))
  }

  /// Writes a membership as it is from now on.
  /// - Parameter changed: nil removes it.
  func replaceMembership(
    _ old: OrganizationMember, with changed: OrganizationMember?, in organizationID: String, at now: Timestamp
  ) throws {
    if let changed {
      try tx.execute(
        """
        UPDATE memberships SET role = ?, is_active = ?, updated_at = ?
        WHERE tenant_id = ? AND organization_id = ? AND user_id = ?
        """, changed.role.rawValue, changed.isActive, now, id, organizationID, old.userID)
    } else {
      try tx.execute(
        "DELETE FROM memberships WHERE tenant_id = ? AND organization_id = ? AND user_id = ?", id, organizationID,
        old.userID)
    }
    let isActive = changed?.isActive == true
    if !isActive { try forgetDefaultOrganization(organizationID, of: old.userID) }
    if !isActive || changed?.role != .owner { try forgetCompany(organizationID, of: old.userID) }
    try append(Revocation(kind: .membership, subjectID: old.userID, at: now))
  }

  func setDefaultOrganization(_ organizationID: String, of userID: String, at now: Timestamp) throws {
    try tx.execute(
      "UPDATE users SET default_organization_id = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", organizationID,
      now, id, userID)
  }

  private func forgetDefaultOrganization(_ organizationID: String, of userID: String) throws {
    try tx.execute(
      """
      UPDATE users SET default_organization_id = NULL
      WHERE tenant_id = ? AND id = ? AND default_organization_id = ?
      """, id, userID, organizationID)
  }
}
