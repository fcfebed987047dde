import Runtime

/// What can be done to a member.
enum MemberChange: Sendable, Equatable {
  case role(OrganizationRole)
  case removal
  case deactivation
  case activation

  /// What the audit log calls it.
  var action: String {
    switch self {
    case .role: "member.change_role"
    case .removal: "member.remove"
    case .deactivation: "member.deactivate"
    case .activation: "member.activate"
    }
  }

  /// The member afterwards, or nil when the membership is gone.
  /// - Parameters:
  ///   - actor: the active member who wants the change.
  ///   - hasOtherOwner: whether somebody besides `target` owns the organization and can act.
  /// - Throws: ``OrganizationError/permissionMissing(_:)``, ``OrganizationError/ownersOnly``,
  ///   ``OrganizationError/lastOwner``.
  func applied(
    to target: OrganizationMember, by actor: OrganizationMember, hasOtherOwner: Bool
  ) throws -> OrganizationMember? {
    let isLeaving = self == .removal && target.userID == actor.userID
    guard isLeaving || actor.role.allows(.membersManage) else {
      throw OrganizationError.permissionMissing(.membersManage)
    }
    guard target.role != .owner || actor.role.allows(.ownersManage) else { throw OrganizationError.ownersOnly }
    let changed = outcome(for: target)
    let keepsOwning = changed?.role == .owner && changed?.isActive == true
    if target.role == .owner && target.isActive && !keepsOwning && !hasOtherOwner {
      throw OrganizationError.lastOwner
    }
    return changed
  }

  private func outcome(for target: OrganizationMember) -> OrganizationMember? {
    var changed = target
    switch self {
    case .role(let role): changed.role = role
    case .removal: return nil
    case .deactivation: changed.isActive = false
    case .activation: changed.isActive = true
    }
    return changed
  }
}
