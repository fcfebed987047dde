import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("What operators do for organizations and people")
struct OperatorTests {
  @Test("an organization that lost its owner gets a new one", arguments: Engine.available)
  func ownership(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let admin = auth.administration
      let owner = try #require(team.owner.userID)
      let member = try #require(team.member.userID)
      try await admin.deactivateUser(userID: owner)
      for (organization, heir, expected) in [
        ("nowhere", member, "ORGANIZATION_NOT_FOUND"), (team.id, "nobody", "MEMBER_NOT_FOUND"),
        (team.id, owner, "MEMBER_NOT_FOUND"), (team.id, try #require(team.stranger.userID), "MEMBER_NOT_FOUND"),
      ] {
        let refused = try await reason { try await admin.transferOwnership(organizationID: organization, to: heir) }
        #expect(refused == expected, "\(heir)")
      }
      try await admin.transferOwnership(organizationID: team.id, to: member)
      let members = try await admin.listMembers(organizationID: team.id)
      #expect(members.map(\.role) == ["admin", "admin", "owner", "developer"])
      #expect(members.map(\.hasAccess) == [false, true, true, true])
      #expect(try await auth.organization(team.id, as: team.member).role == .owner)
      try await admin.transferOwnership(
        organizationID: team.id, to: try #require(team.admin.userID), othersRemain: true)
      let roles = try await admin.listMembers(organizationID: team.id).map(\.role)
      #expect(roles == ["admin", "owner", "owner", "developer"])
      let actions = try await auth.auditedActions("organization", team.id)
      #expect(
        actions == [
          "organization.create", "organization.left_without_owner", "organization.transfer_ownership",
          "organization.transfer_ownership",
        ])
      #expect(try await admin.listOrganizations(matching: "tea").map(\.id) == [team.id])
      #expect(try await admin.listOrganizations(matching: "other").isEmpty)
    }
  }

  @Test("an invitation that was taken back lets nobody in", arguments: Engine.available)
  func invitations(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("new@example.com", to: team.id, as: team.owner)
      let listed = try await auth.administration.listInvitations(organizationID: team.id)
      #expect(listed.map(\.id) == [invitation.id] && listed.map(\.email) == ["new@example.com"])
      try await auth.administration.revokeInvitation(id: invitation.id)
      let guest = try await auth.person("new@example.com")
      let token = try await auth.token(of: invitation)
      #expect(try await reason { try await auth.accept(token, as: guest) } == "INVITATION_NOT_PENDING")
      let admin = auth.administration
      #expect(try await reason { try await admin.revokeInvitation(id: invitation.id) } == "INVITATION_NOT_PENDING")
      #expect(try await reason { try await admin.revokeInvitation(id: "x") } == "INVITATION_NOT_FOUND")
      #expect(try await reason { try await admin.listInvitations(organizationID: "x") } == "ORGANIZATION_NOT_FOUND")
    }
  }

  @Test("one session of a user is ended, the others live on", arguments: Engine.available)
  func sessions(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let first = try auth.caller(try await auth.register().message.accessToken)
      let second = try auth.caller(try await auth.login().message.accessToken)
      let id = try #require(first.userID)
      let admin = auth.administration
      let listed = try await admin.listSessions(userID: id)
      let ids = [try #require(first.sessionID), try #require(second.sessionID)]
      #expect(listed.map(\.id).sorted() == ids.sorted())
      try await admin.endSession(id: ids[0])
      #expect(try await !auth.isAlive(first))
      #expect(try await auth.isAlive(second))
      #expect(try await admin.listSessions(userID: id).map(\.id) == [ids[1]])
      #expect(try await reason { try await admin.endSession(id: ids[0]) } == "SESSION_UNKNOWN")
      #expect(try await reason { try await admin.listSessions(userID: "nobody") } == "USER_NOT_FOUND")
    }
  }

  @Test("a user who is locked out is let in again, and so is a network", arguments: Engine.available)
  func lockouts(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let id = try await auth.register().message.user.id
      let admin = auth.administration
      let elsewhere = Caller.client("198.51.100.66")
      for _ in 0..<6 { _ = try await reason { try await auth.login(password: "Wrong1234", as: elsewhere) } }
      #expect(try await reason { try await auth.login(as: elsewhere) } == "ACCOUNT_LOCKED")
      #expect(try await admin.listLockouts().map(\.scope) == ["account"])
      let cleared = try await admin.clearLockouts(of: .user(id))
      #expect(cleared == 1)
      #expect(try await admin.listLockouts().isEmpty)
      #expect(try await reason { try await auth.login(as: elsewhere) } == nil)
      #expect(try await reason { try await admin.clearLockouts(of: .user("nobody")) } == "USER_NOT_FOUND")

      for number in 0..<21 {
        _ = try await reason {
          try await auth.login("u\(number)@example.com", password: "Wrong1234", as: .client("203.0.113.5"))
        }
      }
      #expect(try await admin.listLockouts().map(\.scope) == ["network"])
      #expect(try await admin.clearLockouts(of: .network("203.0.113.5")) == 1)
      #expect(try await admin.listLockouts().isEmpty)
      #expect(try await admin.clearLockouts(of: .everybody) > 0)
    }
  }

  @Test("a user is deleted for good, but not the last owner among others", arguments: Engine.available)
  func deletion(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let owner = try #require(team.owner.userID)
      let admin = auth.administration
      #expect(try await reason { try await admin.deleteUser(userID: owner) } == "LAST_OWNER")
      try await admin.deleteUser(userID: try #require(team.stranger.userID))
      #expect(try await reason { try await auth.login("stranger@example.com") } == "INVALID_CREDENTIALS")
      #expect(try await reason { try await admin.deleteUser(userID: "nobody") } == "USER_NOT_FOUND")
    }
  }
}
