import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("Answers to invitations")
struct InvitationAnswerTests {
  @Test("who accepts is a member with the invited role, once", arguments: Engine.available)
  func accept(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let seen = try await RevocationStore(database: auth.database).latest()
      let invitation = try await auth.invite("Stranger@Example.com", to: team.id, role: .admin, as: team.owner)
      let token = try await auth.token(of: invitation)
      let joined = try await auth.accept(token, as: team.stranger)
      #expect(joined.id == team.id && joined.role == .admin)
      #expect(try await auth.roles(of: team.stranger) == [team.id: "admin"])
      #expect(try await auth.user(team.stranger).defaultOrganizationID == team.id)
      let heard = try await RevocationStore(database: auth.database).after(seen).map(\.revocation.subjectID)
      #expect(heard == [try #require(team.stranger.userID)])
      #expect(try await reason { try await auth.accept(token, as: team.stranger) } == "INVITATION_NOT_PENDING")
      #expect(try await reason { try await auth.reject(token) } == "INVITATION_NOT_PENDING")
      #expect(try await auth.invitation(token: token).status == .accepted)
      #expect(
        try await auth.auditedActions("invitation", invitation.id) == ["invitation.create", "invitation.accept"])
    }
  }

  @Test("a token in another user's hands is worth nothing", arguments: Engine.available)
  func anotherEmail(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("new@example.com", to: team.id, as: team.owner)
      let token = try await auth.token(of: invitation)
      let error = try await refusal { try await auth.accept(token, as: team.stranger) }
      #expect(error.code == .permissionDenied)
      #expect(error.reason == "INVITATION_FOR_ANOTHER_EMAIL")
      // Not even whether it is still valid.
      _ = try await auth.cancel(invitation, as: team.owner)
      let later = try await reason { try await auth.accept(token, as: team.stranger) }
      #expect(later == "INVITATION_FOR_ANOTHER_EMAIL")
      #expect(try await auth.roles(of: team.stranger).isEmpty)
    }
  }

  @Test("an expired invitation is over", arguments: Engine.available)
  func expired(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("stranger@example.com", to: team.id, as: team.owner)
      let token = try await auth.token(of: invitation)
      auth.clock.advance(by: Invitation.lifetime)
      #expect(try await reason { try await auth.accept(token, as: team.stranger) } == "INVITATION_EXPIRED")
      #expect(try await auth.invitation(token: token).status == .expired)
      #expect(try await auth.pendingInvitations(of: "stranger@example.com").isEmpty)
    }
  }

  @Test("twenty acceptances at the same moment make one member", arguments: Engine.available)
  func acceptRace(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let token = try await auth.token(of: try await auth.invite("stranger@example.com", to: team.id, as: team.owner))
      let outcomes = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<20 { group.addTask { try await reason { try await auth.accept(token, as: team.stranger) } } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count { $0 == nil } == 1)
      #expect(outcomes.count { $0 == "INVITATION_NOT_PENDING" } == 19)
      #expect(try await auth.members(of: team.id, as: team.owner).count == 5)
    }
  }

  @Test("accepting, declining and cancelling at the same moment have one outcome", arguments: Engine.available, 0..<5)
  func mixedRace(engine: Engine, round: Int) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("stranger@example.com", to: team.id, as: team.owner)
      let token = try await auth.token(of: invitation)
      async let accepted = reason { try await auth.accept(token, as: team.stranger) }
      async let rejected = reason { try await auth.reject(token) }
      async let cancelled = reason { try await auth.cancel(invitation, as: team.owner) }
      let outcomes = try await [accepted, rejected, cancelled]
      #expect(outcomes.count { $0 == nil } == 1)
      let status = try await auth.invitation(token: token).status
      #expect((status == .accepted) == (outcomes[0] == nil))
      #expect(try await auth.roles(of: team.stranger).isEmpty == (outcomes[0] != nil))
    }
  }

  @Test("a declined invitation can't be accepted", arguments: Engine.available)
  func reject(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("stranger@example.com", to: team.id, as: team.owner)
      let token = try await auth.token(of: invitation)
      _ = try await auth.reject(token)
      #expect(try await reason { try await auth.accept(token, as: team.stranger) } == "INVITATION_NOT_PENDING")
      #expect(try await auth.invitation(token: token).status == .rejected)
      #expect(try await auth.invite("stranger@example.com", to: team.id, as: team.owner).status == .pending)
    }
  }

  @Test("the token tells its holder about the invitation", arguments: Engine.available)
  func details(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("new@example.com", to: team.id, role: .developer, as: team.owner)
      let details = try await auth.invitation(token: try await auth.token(of: invitation))
      #expect(details.id == invitation.id && details.organizationID == team.id)
      #expect(details.organizationName == "Team" && details.email == "new@example.com")
      #expect(details.role == .developer && details.status == .pending)
      #expect(details.invitedByName == "Olga Owner")
      #expect(!details.hasOrganizationLogoURL)
    }
  }

  @Test("an e-mail's pending invitations come without anything to accept them by", arguments: Engine.available)
  func pending(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let first = try await auth.invite("new@example.com", to: team.id, as: team.owner)
      auth.clock.advance(by: .seconds(1))
      let other = try await auth.createOrganization("other", name: "Other", as: team.stranger).id
      let second = try await auth.invite("new@example.com", to: other, role: .admin, as: team.stranger)
      _ = try await auth.invite("else@example.com", to: other, as: team.stranger)
      let pending = try await auth.pendingInvitations(of: "NEW@example.com")
      #expect(pending.map(\.id) == [second.id, first.id])
      #expect(pending.map(\.organizationName) == ["Other", "Team"])
      #expect(pending.map(\.invitedByName) == ["", "Olga Owner"])
      let text = try pending.map { try $0.jsonString() }.joined()
      for invitation in [first, second] {
        let token = try await auth.token(of: invitation)
        #expect(!text.contains(token))
      }
      #expect(try await refusal { try await auth.pendingInvitations(of: "new") }.violations.map(\.field) == ["email"])
    }
  }

  @Test("unknown, empty and other tenants' tokens are not found", arguments: Engine.available)
  func unknown(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let other = try await auth.administration.createTenant(name: "Other")
      let there = Caller.user(try await auth.register("stranger@example.com", tenant: other).message.user.id, other)
      let token = try await auth.token(of: try await auth.invite("stranger@example.com", to: team.id, as: team.owner))
      #expect(try await reason { try await auth.accept(token, as: there) } == "INVITATION_NOT_FOUND")
      #expect(try await reason { try await auth.reject(token, tenant: other) } == "INVITATION_NOT_FOUND")
      #expect(try await reason { try await auth.invitation(token: token, tenant: other) } == "INVITATION_NOT_FOUND")
      #expect(try await auth.pendingInvitations(of: "stranger@example.com", tenant: other).isEmpty)
      #expect(try await reason { try await auth.accept(token + "x", as: team.stranger) } == "INVITATION_NOT_FOUND")
      #expect(try await refusal { try await auth.accept("", as: team.stranger) }.violations.map(\.field) == ["token"])
      #expect(try await reason { try await auth.accept(token, as: .application()) } == "UNAUTHENTICATED")
    }
  }
}
