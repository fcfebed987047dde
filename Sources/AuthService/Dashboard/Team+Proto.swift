import Contracts
import Runtime
import Storage

extension AdminRole {
  /// - Throws: INVALID_ARGUMENT naming `role`.
  init(proto: AuthV1.AdminRole) throws {
    var violations = Violations()
    let role = violations.adminRole(proto)
    self = try violations.checked(role)
  }

  var asProto: AuthV1.AdminRole {
    switch self {
    case .owner: .owner
    case .admin: .admin
    case .viewer: .viewer
    }
  }
}

extension NewTeamInvitation {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.InviteTeamMemberRequest) throws {
    var violations = Violations()
    let email = violations.newEmail(proto.email, "email")
    let role = violations.adminRole(proto.role)
    self.init(email: try violations.checked(email), role: try violations.checked(role))
  }
}

extension Violations {
  fileprivate mutating func adminRole(_ role: AuthV1.AdminRole) -> AdminRole? {
    switch role {
    case .owner: return .owner
    case .admin: return .admin
    case .viewer: return .viewer
    case .unspecified: add("role", "Field required", type: "missing")
    case .UNRECOGNIZED: add("role", "must be 'owner', 'admin' or 'viewer'", type: "enum")
    }
    return nil
  }
}

extension DashboardAdmin {
  var asMemberProto: AuthV1.TeamMember {
    .with {
      $0.id = id
      $0.email = email
      if let displayName { $0.displayName = displayName }
      $0.role = role.asProto
      $0.createdAt = createdAt.asProto
      if let lastLoginAt { $0.lastLoginAt = lastLoginAt.asProto }
    }
  }
}

extension TeamInvitation {
  func asProto(at now: Timestamp) -> AuthV1.TeamInvitation {
    .with {
      $0.id = id
      $0.email = email
      $0.role = role.asProto
      if let invitedBy { $0.invitedBy = invitedBy }
      $0.createdAt = createdAt.asProto
      $0.expiresAt = expiresAt.asProto
      $0.isExpired = isExpired(at: now)
    }
  }
}

extension ListPage<DashboardAdmin> {
  var asMembersProto: AuthV1.ListTeamMembersResponse {
    .with {
      $0.members = items.map(\.asMemberProto)
      $0.total = total
      $0.page = request.page
      $0.perPage = request.perPage
      $0.hasNext_p = hasNext
      $0.hasPrev_p = hasPrevious
    }
  }
}

extension ListPage<TeamInvitation> {
  func asProto(at now: Timestamp) -> AuthV1.ListTeamInvitationsResponse {
    .with {
      $0.invitations = items.map { $0.asProto(at: now) }
      $0.total = total
      $0.page = request.page
      $0.perPage = request.perPage
      $0.hasNext_p = hasNext
      $0.hasPrev_p = hasPrevious
    }
  }
}
