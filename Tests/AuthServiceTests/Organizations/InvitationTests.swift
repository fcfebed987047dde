import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Invitations")
struct InvitationTests {
  @Test("an invitation is mailed to the invited e-mail and names who invites to what", arguments: Engine.available)
  func invite(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("New@Example.com", to: team.id, role: .developer, as: team.owner)
      #expect(invitation.email == "New@Example.com")
      #expect(invitation.role == .developer && invitation.status == .pending)
      #expect(invitation.invitedBy == team.owner.userID)
      #expect(invitation.expiresAt == auth.clock.now().adding(.seconds(7 * 24 * 3600)).asProto)
      let message = try #require(try await auth.messages(about: invitation).first)
      #expect(message.to == "New@Example.com")
      #expect(message.subject == "You are invited to Team")
      #expect(message.text.hasPrefix("Olga Owner invites you to join Team as developer."))
      #expect(try await auth.invitations(of: team.id, as: team.admin) == [invitation])
    }
  }

  @Test("what was answered, or ran out, is forgotten after 90 days", arguments: Engine.available)
  func pruning(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let rejected = try await auth.invite("rejected@example.com", to: team.id, as: team.owner)
      _ = try await auth.reject(auth.token(of: rejected))
      _ = try await auth.invite("expired@example.com", to: team.id, as: team.owner)
      // Three more were accepted by the team's members.
      #expect(try await auth.count("invitations") == 5)
      auth.clock.advance(by: Sweeper.invitationMemory)
      try await auth.sweeper.sweep()
      #expect(try await auth.count("invitations") == 5)
      let open = try await auth.invite("open@example.com", to: team.id, as: team.owner)
      auth.clock.advance(by: .seconds(1))
      try await auth.sweeper.sweep()
      #expect(try await auth.invitations(of: team.id, as: team.owner).map(\.email).contains("expired@example.com"))
      #expect(try await auth.count("invitations") == 2)
      auth.clock.advance(by: Invitation.lifetime - .seconds(2))
      try await auth.sweeper.sweep()
      _ = try await auth.resend(open, as: team.owner)
      auth.clock.advance(by: .seconds(2))
      try await auth.sweeper.sweep()
      #expect(try await auth.invitations(of: team.id, as: team.owner).map(\.id) == [open.id])
      #expect(try await auth.members(of: team.id, as: team.owner).count == 4)
    }
  }

  @Test("the token is stored as a hash only", arguments: Engine.available)
  func tokenHash(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("new@example.com", to: team.id, as: team.owner)
      let token = try await auth.token(of: invitation)
      #expect(token.utf8.count == 43)
      let stored = try await auth.database.read { tx in
        try tx.first("SELECT token_hash FROM invitations WHERE id = ?", invitation.id) { try $0.blob(0) }
      }
      #expect(stored == SecretToken.hash(token))
    }
  }

  @Test("with a page of the tenant's the message carries a link", arguments: Engine.available)
  func link(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.administration.createAPIKey(secret: false, origins: ["https://app.example.com"])
      let team = try await Team(auth)
      let invitation = try await auth.invite(
        "new@example.com", to: team.id, returnTo: "https://app.example.com/join?lang=pt", as: team.owner)
      let text = try #require(try await auth.messages(about: invitation).last).text
      #expect(text.contains("https://app.example.com/join?lang=pt&token="))
      _ = try await auth.resend(invitation, as: team.admin)
      let again = try #require(try await auth.messages(about: invitation).last).text
      #expect(again.contains("https://app.example.com/join?lang=pt&token=") && again != text)
    }
  }

  @Test(
    "a link leads to no foreign page",
    arguments: [
      "https://evil.example.net/join", "javascript:alert(1)", "https://app.example.com@evil.example.net/",
      "https://app.example.com.evil.example.net/", "//app.example.com/", "",
    ])
  func openRedirect(page: String) async throws {
    try await withAuthWorld(.sqlite) { auth in
      _ = try await auth.administration.createAPIKey(secret: false, origins: ["https://app.example.com", "*"])
      let team = try await Team(auth)
      let found = try await refusal {
        try await auth.invite("new@example.com", to: team.id, returnTo: page, as: team.owner)
      }.violations
      #expect(found.map(\.field) == ["return_to"])
      #expect(try await auth.invitations(of: team.id, as: team.owner).isEmpty)
    }
  }

  @Test("names in the message add neither header nor paragraph")
  func headerInjection() async throws {
    try await withAuthWorld(.sqlite) { auth in
      let owner = try await auth.person("owner@example.com", displayName: "Eve\r\nBcc: all@example.com")
      let id = try await auth.createOrganization("team", name: "A\r\nBcc: b@example.com\u{2028}B", as: owner).id
      let invitation = try await auth.invite("new@example.com", to: id, as: owner)
      let message = try #require(try await auth.messages(about: invitation).first)
      #expect(message.subject == "You are invited to A Bcc: b@example. com B")
      #expect(
        message.text.hasPrefix("Eve Bcc: all@example. com invites you to join A Bcc: b@example. com B as member.\n"))
    }
  }

  @Test(
    "bad fields are reported together",
    arguments: ["", "no-address", "a@b", "Eve <eve@example.com>", "a@example.com\nBcc: b@example.com"])
  func badFields(email: String) async throws {
    try await withAuthWorld(.sqlite) { auth in
      let team = try await Team(auth)
      let found = try await refusal { try await auth.invite(email, to: team.id, role: .owner, as: team.owner) }
        .violations
      #expect(found.map(\.field) == ["email", "role"])
    }
  }

  @Test("only owners and admins invite", arguments: Engine.available)
  func permission(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("new@example.com", to: team.id, role: .admin, as: team.admin)
      for caller in [team.member, team.developer] {
        let refusals = [
          try await reason { try await auth.invite("other@example.com", to: team.id, as: caller) },
          try await reason { try await auth.resend(invitation, as: caller) },
          try await reason { try await auth.cancel(invitation, as: caller) },
        ]
        #expect(refusals == Array(repeating: "PERMISSION_MISSING", count: 3))
      }
      #expect(try await reason { try await auth.cancel(invitation, as: team.stranger) } == "ORGANIZATION_NOT_FOUND")
    }
  }

  @Test("a member is not invited again, however the e-mail is written", arguments: Engine.available)
  func member(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let error = try await refusal {
        try await auth.invite("MEMBER@example.com", to: team.id, as: team.owner)
      }
      #expect(error.code == .alreadyExists)
      #expect(error.reason == "ALREADY_MEMBER")
      try await auth.deactivate(team.member, in: team.id, as: team.owner)
      let inactive = try await reason { try await auth.invite("member@example.com", to: team.id, as: team.owner) }
      #expect(inactive == "ALREADY_MEMBER")
    }
  }

  @Test("one invitation per e-mail is open; an expired one makes room", arguments: Engine.available)
  func onePending(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let first = try await auth.invite("new@example.com", to: team.id, as: team.owner)
      let refused = try await reason { try await auth.invite("NEW@example.com", to: team.id, as: team.admin) }
      #expect(refused == "INVITATION_PENDING")
      auth.clock.advance(by: Invitation.lifetime)
      #expect(try await auth.invitations(of: team.id, as: team.owner).map(\.status) == [.expired])
      let second = try await auth.invite("new@example.com", to: team.id, as: team.owner)
      #expect(try await auth.invitations(of: team.id, as: team.owner) == [second])
      #expect(try await reason { try await auth.resend(first, as: team.owner) } == "INVITATION_NOT_PENDING")
      let elsewhere = try await auth.createOrganization("other", as: team.owner).id
      #expect(try await auth.invite("new@example.com", to: elsewhere, as: team.owner).status == .pending)
    }
  }

  @Test("ten invitations of one e-mail at the same moment are one", arguments: Engine.available)
  func inviteRace(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let outcomes = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<10 {
          group.addTask { try await reason { try await auth.invite("new@example.com", to: team.id, as: team.owner) } }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count { $0 == nil } == 1)
      #expect(outcomes.count { $0 == "INVITATION_PENDING" } == 9)
    }
  }

  @Test("resending kills the old token and starts the seven days again", arguments: Engine.available)
  func resend(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("stranger@example.com", to: team.id, as: team.owner)
      let old = try await auth.token(of: invitation)
      auth.clock.advance(by: Invitation.lifetime)
      let resent = try await auth.resend(invitation, as: team.owner)
      #expect(resent.id == invitation.id && resent.status == .pending)
      #expect(resent.expiresAt == auth.clock.now().adding(Invitation.lifetime).asProto)
      #expect(try await auth.messages(about: invitation).count == 2)
      #expect(try await reason { try await auth.accept(old, as: team.stranger) } == "INVITATION_NOT_FOUND")
      #expect(try await reason { try await auth.invitation(token: old) } == "INVITATION_NOT_FOUND")
      let new = try await auth.token(of: invitation)
      #expect(try await auth.accept(new, as: team.stranger).id == team.id)
    }
  }

  @Test("a cancelled invitation is over", arguments: Engine.available)
  func cancel(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("stranger@example.com", to: team.id, as: team.owner)
      let token = try await auth.token(of: invitation)
      _ = try await auth.cancel(invitation, as: team.admin)
      #expect(try await reason { try await auth.accept(token, as: team.stranger) } == "INVITATION_NOT_PENDING")
      #expect(try await reason { try await auth.cancel(invitation, as: team.admin) } == "INVITATION_NOT_PENDING")
      #expect(try await reason { try await auth.resend(invitation, as: team.admin) } == "INVITATION_NOT_PENDING")
      #expect(try await auth.invitations(of: team.id, as: team.admin).isEmpty)
      #expect(try await auth.invitation(token: token).status == .cancelled)
      #expect(
        try await auth.auditedActions("invitation", invitation.id) == ["invitation.create", "invitation.cancel"])
    }
  }

  @Test("an invitation of another organization is not found through one's own", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      var invitation = try await auth.invite("new@example.com", to: team.id, as: team.owner)
      invitation.organizationID = try await auth.createOrganization("theirs", as: team.stranger).id
      #expect(try await reason { try await auth.resend(invitation, as: team.stranger) } == "INVITATION_NOT_FOUND")
      #expect(try await reason { try await auth.cancel(invitation, as: team.stranger) } == "INVITATION_NOT_FOUND")
    }
  }
}
