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
    try await database.read(tenant: call.tenantID) { tenant in
      let actor = try tenant.require(.membersRead, call)
      let all = try tenant.members(of: call.organizationID)
      return actor.role.allows(.membersManage) ? all : all.filter(\.hasAccess)
    }
  }

  /// Everybody who belongs to an organization, those who joined first at the beginning.
  /// - Throws: ``OrganizationError/organizationNotFound``.
  func members(of organizationID: String, tenantID: String) async throws -> [OrganizationMember] {
    try await database.read(tenant: tenantID) { tenant in
      try tenant.members(of: try tenant.organization(organizationID).id)
    }
  }

  /// Changes a member as the rules let the call's user.
  /// - Returns: the member afterwards; before, when the membership is gone.
  /// - Throws: ``OrganizationError``.
  @discardableResult
  func change(_ change: MemberChange, of userID: String, by call: MemberCall) async throws -> OrganizationMember {
    let organizationID = call.organizationID
    let member = try await database.write(tenant: call.tenantID) { tenant in
      let actor = try tenant.require(.organizationRead, call)
      guard let target = try tenant.membership(of: userID, in: organizationID) else {
        throw OrganizationError.memberNotFound
      }
      let hasOtherOwner = try tenant.hasOwner(organizationID, besides: userID)
      let changed = try change.applied(to: target, by: actor, hasOtherOwner: hasOtherOwner)
      if changed != target {
        try tenant.replaceMembership(target, with: changed, in: organizationID, at: call.at)
        try tenant.append(
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
    let organizationID = call.organizationID
    let owner = try await database.write(tenant: call.tenantID) { tenant in
      let actor = try tenant.require(.organizationRead, call)
      guard actor.role.allows(.ownersManage) else { throw OrganizationError.ownersOnly }
      guard let target = try tenant.membership(of: userID, in: organizationID), target.hasAccess else {
        throw OrganizationError.memberNotFound
      }
      let owner = target.with(role: .owner)
      try tenant.replaceMembership(target, with: owner, in: organizationID, at: call.at)
      if !remains {
        try tenant.replaceMembership(actor, with: actor.with(role: .admin), in: organizationID, at: call.at)
      }
      try tenant.append(
        call.entry(
          "organization.transfer_ownership", "organization", organizationID,
          ["to": userID, "remains_owner": String(remains)]))
      return owner
    }
    signal.wake()
    return owner
  }

  /// Makes an active member an owner on an operator's word, for an organization that has lost its own one.
  /// - Parameters:
  ///   - othersRemain: whether who else owns it stays an owner; else they become admins.
  ///   - audit: names the organization as the target.
  /// - Throws: ``OrganizationError/organizationNotFound``, ``OrganizationError/memberNotFound``.
  func appointOwner(_ userID: String, othersRemain: Bool, audit: AuditEntry) async throws {
    try await database.write(tenant: audit.tenantID) { tenant in
      try tenant.appointOwner(userID, of: audit.targetID, othersRemain: othersRemain, at: audit.at)
      try tenant.append(audit)
    }
    signal.wake()
  }

  /// Makes the call's organization the default one of its user.
  /// - Throws: ``OrganizationError/organizationNotFound``.
  func setDefault(_ call: MemberCall) async throws {
    try await database.write(tenant: call.tenantID) { tenant in
      try tenant.require(.organizationRead, call)
      try tenant.setDefaultOrganization(call.organizationID, of: call.userID, at: call.at)
      try tenant.append(call.entry("user.set_default_organization", "user", call.userID))
    }
  }
}
