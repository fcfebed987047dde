import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Dashboard team")
struct TeamTests {
  @Test("an invited person joins with the mailed token and is logged in", arguments: Engine.available)
  func invitation(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let invitation = try await auth.invite("New@example.com", role: .admin, as: owner)
      #expect(invitation.email == "New@example.com")
      #expect(invitation.role == .admin)
      #expect(invitation.invitedBy == owner.adminID)
      #expect(!invitation.isExpired)
      #expect(try await auth.teamInvitations(as: owner).invitations == [invitation])
      let token = try await auth.mailedToken("You are invited to run Default")
      let login = try await auth.acceptTeamInvitation(token, displayName: "Nora")
      #expect(login.admin.displayName == "Nora")
      #expect(login.admin.role == .admin)
      #expect(login.admin.tenantID == owner.tenantID)
      let caller = try auth.dashboardCaller(login.accessToken)
      #expect(try await auth.me(as: caller) == login.admin)
      #expect(try await auth.teamInvitations(as: owner).total == 0)
      #expect(try await auth.team(as: owner).members.map(\.email) == ["owner@example.com", "New@example.com"])
      #expect(try await reason { try await auth.acceptTeamInvitation(token) } == "INVALID_ADMIN_INVITATION")
      #expect(try await reason { try await auth.loginAdmin("new@example.com") } == nil)
      let audit = try await auth.tenantAudit(as: owner) { $0.action = "admin_invitation." }
      #expect(audit.entries.map(\.action) == ["admin_invitation.accept", "admin_invitation.create"])
    }
  }

  @Test("of many who accept one invitation at once, one joins", arguments: Engine.available)
  func racers(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      _ = try await auth.invite(as: owner)
      let token = try await auth.mailedToken("You are invited to run Default")
      let reasons = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<6 { group.addTask { try await reason { try await auth.acceptTeamInvitation(token) } } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(reasons.filter { $0 == nil }.count == 1)
      #expect(reasons.compactMap { $0 }.allSatisfy { $0 == "INVALID_ADMIN_INVITATION" })
      #expect(try await auth.team(as: owner).total == 2)
    }
  }

  @Test("an invitation expires, is resent with a new token, and is cancelled", arguments: Engine.available)
  func lifecycle(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let id = try await auth.invite(as: owner).id
      let first = try await auth.mailedToken("You are invited to run Default")
      auth.clock.advance(by: TeamInvitation.lifetime)
      let back = try await auth.adminCaller()
      #expect(try await reason { try await auth.acceptTeamInvitation(first) } == "INVALID_ADMIN_INVITATION")
      #expect(try await auth.teamInvitations(as: back).invitations.map(\.isExpired) == [true])
      let resent = try await auth.resendTeamInvitation(id, as: back)
      #expect(!resent.isExpired)
      let second = try await auth.mailedToken("You are invited to run Default")
      #expect(second != first)
      #expect(try await auth.cancelTeamInvitation(id, as: back).message == "Invitation cancelled")
      #expect(try await reason { try await auth.acceptTeamInvitation(second) } == "INVALID_ADMIN_INVITATION")
      #expect(
        try await reason { try await auth.cancelTeamInvitation(id, as: back) } == "ADMIN_INVITATION_NOT_FOUND")
      #expect(
        try await reason { try await auth.resendTeamInvitation(id, as: back) } == "ADMIN_INVITATION_NOT_FOUND")
    }
  }

  @Test("nobody is invited twice, and no member at all", arguments: Engine.available)
  func duplicates(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      _ = try await auth.invite("new@example.com", as: owner)
      #expect(
        try await reason { try await auth.invite("NEW@example.com", as: owner) } == "ADMIN_INVITATION_PENDING")
      #expect(try await reason { try await auth.invite("OWNER@example.com", as: owner) } == "ALREADY_TEAM_MEMBER")
      let bad = try await refusal { try await auth.invite("no address", role: .unspecified, as: owner) }.violations
      #expect(bad.map(\.field) == ["email", "role"])
    }
  }

  @Test("an admin of another tenant may be invited, and learns only then that it can't be", arguments: Engine.available)
  func foreignAdmin(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let tenant = try await auth.administration.createTenant(name: "Other")
      _ = try await auth.admin(.owner, email: "theirs@example.com", tenant: tenant)
      _ = try await auth.invite("theirs@example.com", as: owner)
      let token = try await auth.mailedToken("You are invited to run Default")
      #expect(try await reason { try await auth.acceptTeamInvitation(token) } == "EMAIL_TAKEN")
    }
  }

  @Test("an answer to an invitation names its bad fields")
  func badAnswer() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let found = try await refusal {
        try await auth.acceptTeamInvitation("", password: "short", displayName: String(repeating: "x", count: 101))
      }.violations
      #expect(Set(found.map(\.field)) == ["token", "password", "display_name"])
    }
  }

  @Test("a role changes at once", arguments: Engine.available)
  func role(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let member = try await auth.admin(.admin)
      #expect(try await auth.setRole(.viewer, of: member.adminID, as: owner).role == .viewer)
      #expect(try await reason { try await auth.createKey(as: member) } == "INSUFFICIENT_ROLE")
      #expect(try await auth.me(as: member).role == .viewer)
      let missing = try await refusal { try await auth.setRole(.unspecified, of: member.adminID, as: owner) }.violations
      #expect(missing.map(\.field) == ["role"])
      #expect(try await reason { try await auth.setRole(.admin, of: "nobody", as: owner) } == "ADMIN_NOT_FOUND")
      #expect(try await auth.auditActions(of: member.adminID).contains("admin.role_change"))
    }
  }

  @Test("a removed member is out everywhere", arguments: Engine.available)
  func remove(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      let member = try await auth.admin(.admin)
      let login = try await auth.loginAdmin("admin@example.com").message
      let before = try await RevocationStore(database: auth.database).latest()
      #expect(try await auth.removeMember(member.adminID, as: owner).message == "Team member removed")
      #expect(try await reason { try await auth.me(as: member) } == "UNAUTHENTICATED")
      #expect(try await reason { try await auth.loginAdmin("admin@example.com") } == "INVALID_CREDENTIALS")
      #expect(try await reason { try await auth.refreshAdmin(login.refreshToken) } == "INVALID_REFRESH_TOKEN")
      #expect(try await reason { try await auth.removeMember(member.adminID, as: owner) } == "ADMIN_NOT_FOUND")
      let events = try await RevocationStore(database: auth.database).after(before)
      #expect(events.map(\.revocation.kind) == [.session, .session, .user])
      #expect(events.last?.revocation.subjectID == member.adminID)
      // The address is free again.
      #expect(try await reason { try await auth.invite("admin@example.com", as: owner) } == nil)
    }
  }

  @Test("the last owner stays an owner and stays in the team", arguments: Engine.available)
  func lastOwner(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      #expect(try await reason { try await auth.removeMember(owner.adminID, as: owner) } == "LAST_OWNER")
      #expect(try await reason { try await auth.setRole(.admin, of: owner.adminID, as: owner) } == "LAST_OWNER")
      #expect(try await reason { try await auth.setRole(.owner, of: owner.adminID, as: owner) } == nil)
      let second = try await auth.admin(.owner, email: "second@example.com")
      #expect(try await reason { try await auth.removeMember(owner.adminID, as: owner) } == nil)
      #expect(try await reason { try await auth.setRole(.viewer, of: second.adminID, as: second) } == "LAST_OWNER")
    }
  }

  @Test("of two owners who demote each other at once, one stays", arguments: Engine.available)
  func demotingRacers(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let first = try await auth.admin()
      let second = try await auth.admin(.owner, email: "second@example.com")
      async let one = reason { try await auth.setRole(.viewer, of: second.adminID, as: first) }
      async let two = reason { try await auth.setRole(.viewer, of: first.adminID, as: second) }
      let reasons = try await [one, two]
      #expect(reasons.filter { $0 == nil }.count == 1)
      let team = try await auth.team(as: reasons[0] == nil ? first : second)
      #expect(team.members.filter { $0.role == .owner }.count == 1)
    }
  }

  @Test("everyone may leave", arguments: Engine.available)
  func leave(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.admin()
      for role in [AdminRole.admin, .viewer] {
        let member = try await auth.admin(role)
        #expect(try await reason { try await auth.removeMember(member.adminID, as: member) } == nil)
        #expect(try await reason { try await auth.me(as: member) } == "UNAUTHENTICATED")
      }
    }
  }

  @Test("the team comes in pages, oldest first", arguments: Engine.available)
  func pages(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let owner = try await auth.admin()
      for index in 0..<3 {
        auth.clock.advance(by: .seconds(1))
        _ = try await auth.administration.addTeamMember(
          email: "m\(index)@example.com", role: .viewer, password: AuthWorld.password)
      }
      let page = try await auth.call(.listTeamMembers, as: owner) {
        $0.page = 2
        $0.perPage = 3
      }
      #expect(page.members.map(\.email) == ["m2@example.com"])
      #expect(page.total == 4 && !page.hasNext_p && page.hasPrev_p)
      #expect(!page.members[0].hasLastLoginAt)
      #expect(try await auth.administration.listTeam().count == 4)
    }
  }
}
