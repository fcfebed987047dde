import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard roles")
struct DashboardRoleTests {
  /// One call of each permission, on ids that exist nowhere: whoever may call gets past the permission.
  private struct Attempt: Sendable {
    var permission: DashboardPermission
    var name: String
    var call: @Sendable (AuthWorld, Caller) async throws -> Void

    init(
      _ permission: DashboardPermission, _ name: String,
      _ call: @escaping @Sendable (AuthWorld, Caller) async throws -> some Any
    ) {
      self.permission = permission
      self.name = name
      self.call = { _ = try await call($0, $1) }
    }
  }

  private static let attempts: [Attempt] = [
    Attempt(.apiKeysRead, "list keys") { try await $0.keys(as: $1) },
    Attempt(.apiKeysRead, "get a key") { try await $0.key("none", as: $1) },
    Attempt(.apiKeysWrite, "create a key") { try await $0.createKey(as: $1) },
    Attempt(.apiKeysWrite, "change a key") { try await $0.updateKey("none", as: $1) { $0.name = "x" } },
    Attempt(.apiKeysWrite, "rotate a key") { try await $0.rotateKey("none", as: $1) },
    Attempt(.apiKeysWrite, "revoke a key") { try await $0.revokeKey("none", as: $1) },
    Attempt(.settingsRead, "read settings") { try await $0.settings(as: $1) },
    Attempt(.settingsWrite, "change settings") { try await $0.updateSettings(as: $1) { $0.stepUp = false } },
    Attempt(.teamRead, "list the team") { try await $0.team(as: $1) },
    Attempt(.teamRead, "list invitations") { try await $0.teamInvitations(as: $1) },
    Attempt(.teamWrite, "change a role") { try await $0.setRole(.viewer, of: "none", as: $1) },
    Attempt(.teamWrite, "invite") { try await $0.invite("\($1.adminID)@example.com", as: $1) },
    Attempt(.teamWrite, "resend an invitation") { try await $0.resendTeamInvitation("none", as: $1) },
    Attempt(.teamWrite, "cancel an invitation") { try await $0.cancelTeamInvitation("none", as: $1) },
    Attempt(.teamWrite, "reset a second factor") { auth, caller -> AuthV1.TeamMember in
      try await auth.call(.resetTeamMemberSecondFactor, as: caller) { $0.id = "none" }
    },
    Attempt(.teamRemove, "remove a member") { try await $0.removeMember("none", as: $1) },
    Attempt(.teamOwners, "invite an owner") { try await $0.invite("\($1.adminID)@x.example", role: .owner, as: $1) },
    Attempt(.usersRead, "list users") { try await $0.tenantUsers(as: $1) },
    Attempt(.usersRead, "get a user") { try await $0.tenantUser("none", as: $1) },
    Attempt(.usersWrite, "deactivate a user") { try await $0.deactivateTenantUser("none", as: $1) },
    Attempt(.usersWrite, "activate a user") { try await $0.activateTenantUser("none", as: $1) },
    Attempt(.usersWrite, "end sessions") { try await $0.endTenantUserSessions("none", as: $1) },
    Attempt(.usersWrite, "reset a user's second factor") { try await $0.resetTenantUserSecondFactor("none", as: $1) },
    Attempt(.organizationsRead, "list organizations") { try await $0.tenantOrganizations(as: $1) },
    Attempt(.auditRead, "read the audit log") { try await $0.tenantAudit(as: $1) },
    Attempt(.billingRead, "read what billing has") { try await $0.authorize(.billingRead, for: $1) },
    Attempt(.billingWrite, "change what billing has") { try await $0.authorize(.billingWrite, for: $1) },
  ]

  @Test("every role is refused what it may not, and nothing else", arguments: Engine.available)
  func everyAttempt(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      #expect(Set(Self.attempts.map(\.permission)) == Set(DashboardPermission.allCases))
      for role in AdminRole.allCases {
        let caller = try await auth.admin(role)
        for attempt in Self.attempts {
          let refused = try await reason { try await attempt.call(auth, caller) } == "INSUFFICIENT_ROLE"
          #expect(refused == !role.allows(attempt.permission), "\(role) \(attempt.name)")
        }
      }
    }
  }

  @Test("an admin can't touch an owner, nor become one", arguments: Engine.available)
  func owners(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let admin = try await auth.admin(.admin)
      let invitation = try await auth.invite(role: .owner, as: owner).id
      let reset = { @Sendable () async throws -> AuthV1.TeamMember in
        try await auth.call(.resetTeamMemberSecondFactor, as: admin) { $0.id = owner.adminID }
      }
      for refused in [
        try await reason { try await auth.setRole(.viewer, of: owner.adminID, as: admin) },
        try await reason { try await auth.setRole(.owner, of: admin.adminID, as: admin) },
        try await reason { try await auth.removeMember(owner.adminID, as: admin) },
        try await reason { try await auth.resendTeamInvitation(invitation, as: admin) },
        try await reason { try await auth.cancelTeamInvitation(invitation, as: admin) }, try await reason(reset),
      ] {
        #expect(refused == "INSUFFICIENT_ROLE")
      }
      #expect(try await auth.teamInvitations(as: owner).total == 1)
      #expect(try await auth.me(as: owner).role == .owner)
    }
  }

  @Test("the refusal names the permission")
  func metadata() {
    let error = DashboardError.insufficientRole(.apiKeysWrite).serviceError
    #expect(error.code == .permissionDenied)
    #expect(error.metadata == ["permission": "api_keys.write"])
  }
}
