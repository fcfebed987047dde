import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Members of organizations")
struct MembershipTests {
  @Test("the list shows members in the order they joined, with what is documented", arguments: Engine.available)
  func list(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let members = try await auth.members(of: team.id, as: team.member)
      #expect(members.map(\.userID) == team.everybody.map(\.userID))
      #expect(members.map(\.role) == [.owner, .admin, .member, .developer])
      #expect(members.first?.email == "owner@example.com")
      #expect(members.first?.displayName == "Olga Owner")
      #expect(members.last?.hasDisplayName == false)
      #expect(members.filter { !$0.isActive }.isEmpty)
      #expect(members.first?.joinedAt == auth.clock.now().asProto)
    }
  }

  @Test("owners and admins change roles, and other services hear of it", arguments: Engine.available)
  func changeRole(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let revocations = RevocationStore(database: auth.database)
      let seen = try await revocations.latest()
      #expect(try await auth.setRole(.developer, of: team.member, in: team.id, as: team.admin).role == .developer)
      #expect(try await auth.setRole(.admin, of: team.developer, in: team.id, as: team.owner).role == .admin)
      #expect(try await auth.roles(of: team.member) == [team.id: "developer"])
      #expect(
        try await revocations.after(seen).map(\.revocation) == [
          Revocation(kind: .membership, subjectID: try #require(team.member.userID), at: auth.clock.now()),
          Revocation(kind: .membership, subjectID: try #require(team.developer.userID), at: auth.clock.now()),
        ])
      #expect(try await auth.auditedActions("user", try #require(team.member.userID)).last == "member.change_role")
    }
  }

  @Test("a role that stays the same leaves no trace", arguments: Engine.available)
  func sameRole(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let revocations = RevocationStore(database: auth.database)
      let seen = try await revocations.latest()
      #expect(try await auth.setRole(.member, of: team.member, in: team.id, as: team.admin).role == .member)
      #expect(try await revocations.latest() == seen)
    }
  }

  @Test("nobody becomes an owner by a change of role", arguments: [AuthV1.Role.owner, .unspecified])
  func noOwner(role: AuthV1.Role) async throws {
    try await withAuthWorld(.sqlite) { auth in
      let team = try await Team(auth)
      let found = try await refusal { try await auth.setRole(role, of: team.admin, in: team.id, as: team.owner) }
        .violations
      #expect(found.map(\.field) == ["role"])
    }
  }

  @Test("members and developers manage nobody, not even themselves", arguments: Engine.available)
  func withoutPermission(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      for caller in [team.member, team.developer] {
        for target in [team.admin, team.member, team.developer] {
          #expect(
            try await reason { try await auth.setRole(.admin, of: target, in: team.id, as: caller) }
              == "PERMISSION_MISSING")
          #expect(
            try await reason { try await auth.deactivate(target, in: team.id, as: caller) } == "PERMISSION_MISSING")
        }
        #expect(
          try await reason { try await auth.remove(team.admin, from: team.id, as: caller) } == "PERMISSION_MISSING")
        #expect(try await reason { try await auth.invitations(of: team.id, as: caller) } == "PERMISSION_MISSING")
      }
      #expect(try await auth.members(of: team.id, as: team.owner).map(\.role) == [.owner, .admin, .member, .developer])
    }
  }

  @Test("admins touch no owner", arguments: Engine.available)
  func ownersOnly(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      try await auth.transfer(team.id, to: team.member, remain: true, as: team.owner)
      let refusals = [
        try await reason { try await auth.setRole(.member, of: team.owner, in: team.id, as: team.admin) },
        try await reason { try await auth.remove(team.owner, from: team.id, as: team.admin) },
        try await reason { try await auth.deactivate(team.owner, in: team.id, as: team.admin) },
        try await reason { try await auth.transfer(team.id, to: team.developer, as: team.admin) },
      ]
      #expect(refusals == Array(repeating: "OWNERS_ONLY", count: 4))
    }
  }

  @Test("a removed member is out at once, and forgets the organization as the default one", arguments: Engine.available)
  func remove(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let seen = try await RevocationStore(database: auth.database).latest()
      try await auth.remove(team.member, from: team.id, as: team.admin)
      #expect(try await reason { try await auth.organization(team.id, as: team.member) } == "ORGANIZATION_NOT_FOUND")
      #expect(try await auth.roles(of: team.member).isEmpty)
      #expect(try await !auth.user(team.member).hasDefaultOrganizationID)
      let heard = try await RevocationStore(database: auth.database).after(seen).map(\.revocation.subjectID)
      #expect(heard == [try #require(team.member.userID)])
      let again = try await reason { try await auth.remove(team.member, from: team.id, as: team.admin) }
      #expect(again == "MEMBER_NOT_FOUND")
    }
  }

  @Test("anybody may leave but the last owner", arguments: Engine.available)
  func leave(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      try await auth.remove(team.developer, from: team.id, as: team.developer)
      #expect(try await auth.members(of: team.id, as: team.owner).count == 3)
      let error = try await refusal {
        try await auth.remove(team.owner, from: team.id, as: team.owner)
      }
      #expect(error.code == .failedPrecondition)
      #expect(error.reason == "LAST_OWNER")
    }
  }

  @Test("a deactivated member is out until activated, with the role from before", arguments: Engine.available)
  func deactivate(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      #expect(try await !auth.deactivate(team.developer, in: team.id, as: team.admin).isActive)
      #expect(try await !auth.deactivate(team.developer, in: team.id, as: team.admin).isActive)
      #expect(try await reason { try await auth.organization(team.id, as: team.developer) } == "ORGANIZATION_NOT_FOUND")
      #expect(try await auth.roles(of: team.developer).isEmpty)
      #expect(try await auth.members(of: team.id, as: team.member).count == 3)
      #expect(try await auth.members(of: team.id, as: team.admin).map(\.isActive) == [true, true, true, false])
      let back = try await auth.activate(team.developer, in: team.id, as: team.admin)
      #expect(back.isActive && back.role == .developer)
      #expect(try await auth.roles(of: team.developer) == [team.id: "developer"])
      let actions = try await auth.auditedActions("user", try #require(team.developer.userID))
      #expect(actions.filter { $0.hasPrefix("member.") } == ["member.deactivate", "member.activate"])
    }
  }

  @Test("a deactivated user is not an active member anywhere", arguments: Engine.available)
  func deactivatedUser(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      try await auth.administration.deactivateUser(userID: try #require(team.member.userID))
      #expect(try await auth.roles(of: team.member).isEmpty)
      #expect(try await reason { try await auth.organization(team.id, as: team.member) } == "ORGANIZATION_NOT_FOUND")
      #expect(try await auth.members(of: team.id, as: team.developer).count == 3)
    }
  }
}
