import Runtime
import Storage

/// Who belongs to an organization, as what.
struct MembershipStore: Sendable {
  let database: any Database
  let signal: RevocationSignal

  /// The members of the call's organization, those who joined first at the beginning. Who may not manage
  /// members sees those only who have access.
  /// - Throws: ``OrganizationError/organizationNotFound``, ``OrganizationError/permissionMissing(_:)``.
  func members(_ call: MemberCall) async throws -> [OrganizationMember] {
    try await database.read { tx in
      let actor = try Self.require(.membersRead, tx, call)
      let all = try tx.all(
        "\(Self.selection) ORDER BY m.created_at, m.user_id", call.tenantID, call.organizationID, as: Self.member)
      return actor.role.allows(.membersManage) ? all : all.filter(\.hasAccess)
    }
  }

  /// Everybody who belongs to an organization, those who joined first at the beginning.
  /// - Throws: ``OrganizationError/organizationNotFound``.
  func members(of organizationID: String, tenantID: String) async throws -> [OrganizationMember] {
    try await database.read { tx in
      _ = try OrganizationStore.organization(tx, tenantID: tenantID, id: organizationID)
      return try tx.all(
        "\(Self.selection) ORDER BY m.created_at, m.user_id", tenantID, organizationID, as: Self.member)
    }
  }

  /// Changes a member as the rules let the call's user.
  /// - Returns: the member afterwards; before, when the membership is gone.
  /// - Throws: ``OrganizationError``.
  @discardableResult
  func change(_ change: MemberChange, of userID: String, by call: MemberCall) async throws -> OrganizationMember {
    let member = try await database.write { tx in
      let actor = try Self.require(.organizationRead, tx, call)
      guard let target = try Self.member(tx, call, userID) else { throw OrganizationError.memberNotFound }
      let changed = try change.applied(to: target, by: actor, hasOtherOwner: Self.hasOwner(tx, call, besides: userID))
      if changed != target {
        try Self.store(tx, changed, insteadOf: target, call)
        try AuditLog.append(
          tx,
          call.entry(
            change.action, "user", userID, ["from": target.role.rawValue, "to": changed?.role.rawValue ?? "none"]))
      }
      return changed ?? target
    }
    signal.wake()
    return member
  }

  /// Makes a member an owner. The call's user, who must be one, becomes an admin unless `remains`.
  /// - Returns: the new owner.
  /// - Throws: ``OrganizationError``.
  func transferOwnership(to userID: String, remains: Bool, by call: MemberCall) async throws -> OrganizationMember {
    let owner = try await database.write { tx in
      let actor = try Self.require(.organizationRead, tx, call)
      guard actor.role.allows(.ownersManage) else { throw OrganizationError.ownersOnly }
      guard let target = try Self.member(tx, call, userID), target.hasAccess else {
        throw OrganizationError.memberNotFound
      }
      var owner = target
      owner.role = .owner
      try Self.store(tx, owner, insteadOf: target, call)
      if !remains {
        var admin = actor
        admin.role = .admin
        try Self.store(tx, admin, insteadOf: actor, call)
      }
      try AuditLog.append(
        tx,
        call.entry(
          "organization.transfer_ownership", "organization", call.organizationID,
          ["to": userID, "remains_owner": String(remains)]))
      return owner
    }
    signal.wake()
    return owner
  }

  /// Makes the call's organization the default one of its user.
  /// - Throws: ``OrganizationError/organizationNotFound``.
  func setDefault(_ call: MemberCall) async throws {
    try await database.write { tx in
      _ = try Self.require(.organizationRead, tx, call)
      try tx.execute(
        "UPDATE users SET default_organization_id = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
        call.organizationID, call.at, call.tenantID, call.userID)
      try AuditLog.append(tx, call.entry("user.set_default_organization", "user", call.userID))
    }
  }

  // MARK: In the caller's transaction

  /// The call's user as an active member with a permission.
  /// - Throws: ``OrganizationError/organizationNotFound`` for everybody else,
  ///   ``OrganizationError/permissionMissing(_:)``.
  static func require(
    _ permission: OrganizationPermission, _ tx: any Transaction, _ call: MemberCall
  ) throws -> OrganizationMember {
    guard let member = try member(tx, call, call.userID), member.hasAccess else {
      throw OrganizationError.organizationNotFound
    }
    guard member.role.allows(permission) else { throw OrganizationError.permissionMissing(permission) }
    return member
  }

  /// Adds a membership; the organization becomes the default one of a user without any.
  static func insert(
    _ tx: any Transaction, tenantID: String, organizationID: String, userID: String, role: OrganizationRole,
    at now: Timestamp
  ) throws {
    try tx.execute(
      """
      INSERT INTO memberships (tenant_id, organization_id, user_id, role, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """, tenantID, organizationID, userID, role.rawValue, now, now)
    try tx.execute(
      """
      UPDATE users SET default_organization_id = ?
      WHERE tenant_id = ? AND id = ? AND default_organization_id IS NULL
      """, organizationID, tenantID, userID)
    // Gateways remember memberships until told otherwise.
    try RevocationStore.append(tx, tenantID: tenantID, Revocation(kind: .membership, subjectID: userID, at: now))
  }

  /// Whether the user belongs to the organization and can act in it.
  static func isMember(
    _ tx: any Transaction, tenantID: String, organizationID: String, userID: String
  ) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM memberships m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
      WHERE m.tenant_id = ? AND m.organization_id = ? AND m.user_id = ? AND m.is_active = 1 AND u.is_active = 1
      """, tenantID, organizationID, userID)
  }

  static func role(_ row: any Row, _ index: Int) throws -> OrganizationRole {
    guard let role = OrganizationRole(rawValue: try row.text(index)) else {
      throw StorageError.unexpectedType("memberships.role")
    }
    return role
  }

  private static func member(_ tx: any Transaction, _ call: MemberCall, _ userID: String) throws -> OrganizationMember?
  {
    try tx.first("\(selection) AND m.user_id = ?", call.tenantID, call.organizationID, userID, as: member)
  }

  /// Only owners who can log in count: an organization whose owners can't has none.
  private static func hasOwner(_ tx: any Transaction, _ call: MemberCall, besides userID: String) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM memberships m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
      WHERE m.tenant_id = ? AND m.organization_id = ? AND m.role = 'owner' AND m.is_active = 1 AND u.is_active = 1
        AND m.user_id <> ?
      """, call.tenantID, call.organizationID, userID)
  }

  private static func store(
    _ tx: any Transaction, _ member: OrganizationMember?, insteadOf old: OrganizationMember, _ call: MemberCall
  ) throws {
    if let member {
      try tx.execute(
        """
        UPDATE memberships SET role = ?, is_active = ?, updated_at = ?
        WHERE tenant_id = ? AND organization_id = ? AND user_id = ?
        """, member.role.rawValue, member.isActive, call.at, call.tenantID, call.organizationID, old.userID)
    } else {
      try tx.execute(
        "DELETE FROM memberships WHERE tenant_id = ? AND organization_id = ? AND user_id = ?", call.tenantID,
        call.organizationID, old.userID)
    }
    if member?.isActive != true { try forgetDefault(tx, userID: old.userID, call) }
    if member?.isActive != true || member?.role != .owner { try forgetCompany(tx, userID: old.userID, call) }
    try RevocationStore.append(
      tx, tenantID: call.tenantID, Revocation(kind: .membership, subjectID: old.userID, at: call.at))
  }

  private static func forgetDefault(_ tx: any Transaction, userID: String, _ call: MemberCall) throws {
    try tx.execute(
      """
      UPDATE users SET default_organization_id = NULL
      WHERE tenant_id = ? AND id = ? AND default_organization_id = ?
      """, call.tenantID, userID, call.organizationID)
  }

  /// A company is an organization that its user owns.
  private static func forgetCompany(_ tx: any Transaction, userID: String, _ call: MemberCall) throws {
    try tx.execute(
      "UPDATE organizations SET company_owner_id = NULL WHERE tenant_id = ? AND id = ? AND company_owner_id = ?",
      call.tenantID, call.organizationID, userID)
  }

  private static let selection = """
    SELECT m.user_id, u.email, u.display_name, m.role, m.is_active, u.is_active, m.created_at
    FROM memberships m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
    WHERE m.tenant_id = ? AND m.organization_id = ?
    """

  private static func member(_ row: any Row) throws -> OrganizationMember {
    OrganizationMember(
      userID: try row.text(0), email: try row.optionalText(1) ?? "", displayName: try row.optionalText(2),
      role: try role(row, 3), isActive: try row.bool(4), isUserActive: try row.bool(5), joinedAt: try row.time(6))
  }
}
