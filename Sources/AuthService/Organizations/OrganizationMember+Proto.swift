import Contracts
import Runtime

extension OrganizationRole {
  /// A role that one member can give another: any but owner, which `transfer-ownership` gives.
  /// - Throws: INVALID_ARGUMENT naming `role`.
  init(assignable proto: AuthV1.Role) throws {
    var violations = Violations()
    let role = violations.assignableRole(proto)
    self = try violations.checked(role)
  }

  var asProto: AuthV1.Role {
    switch self {
    case .owner: .owner
    case .admin: .admin
    case .member: .member
    case .developer: .developer
    }
  }
}

extension Violations {
  /// Any role but owner.
  mutating func assignableRole(_ proto: AuthV1.Role) -> OrganizationRole? {
    switch proto {
    case .admin: return .admin
    case .member: return .member
    case .developer: return .developer
    case .unspecified: add("role", "Field required", type: "missing")
    case .owner, .UNRECOGNIZED: add("role", "must be 'admin', 'member' or 'developer'", type: "enum")
    }
    return nil
  }
}

extension AuthV1.TransferOwnershipRequest {
  /// The user who is to become an owner.
  /// - Throws: INVALID_ARGUMENT without one, and for the caller.
  func checkedHeir(besides callerID: String) throws -> String {
    var violations = Violations()
    violations.present(userID, "user_id")
    violations.require(userID != callerID, "user_id", "must be another member")
    try violations.throwIfAny()
    return userID
  }
}

extension OrganizationMember {
  var asProto: AuthV1.OrganizationMember {
    .with {
      $0.userID = userID
      $0.email = email
      if let displayName { $0.displayName = displayName }
      $0.role = role.asProto
      $0.joinedAt = joinedAt.asProto
      $0.isActive = hasAccess
    }
  }
}
