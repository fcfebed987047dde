import Contracts
import Runtime
import TestSupport
import Testing

@testable import AuthService

@Suite("What a mailed token does without an API key")
struct TokenAloneTests {
  private static func reset(_ token: String, _ password: String, _ auth: AuthWorld) async throws {
    try await auth.call(.resetPasswordWithToken, as: Caller()) {
      $0.token = token
      $0.newPassword = password
    }
  }

  @discardableResult
  private static func accept(
    _ token: String, _ password: String, name: String? = nil, _ auth: AuthWorld
  ) async throws -> AuthV1.AcceptInvitationWithTokenResponse {
    try await auth.call(.acceptInvitationWithToken, as: Caller()) {
      $0.token = token
      $0.password = password
      if let name { $0.displayName = name }
    }
  }

  @Test("a password is reset once, in the token's tenant", arguments: Engine.available)
  func reset(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let tenant = try await auth.administration.createTenant(name: "Other")
      _ = try await auth.register()
      _ = try await auth.register(tenant: tenant)
      try await auth.forgotPassword(tenant: tenant)
      let token = try await auth.mailedToken("Reset your password")
      let weak = try await refusal { try await Self.reset(token, "weak", auth) }.violations
      #expect(Set(weak.map(\.field)) == ["new_password"])
      try await Self.reset(token, "NewSecret456", auth)
      #expect(try await reason { try await auth.login(password: "NewSecret456", tenant: tenant) } == nil)
      #expect(try await reason { try await auth.login() } == nil)
      #expect(try await reason { try await Self.reset(token, "NewSecret456", auth) } == "INVALID_RESET_TOKEN")
    }
  }

  @Test(
    "an invitation makes an account for whoever has none, and its e-mail counts as verified",
    arguments: Engine.available)
  func newcomer(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      try await auth.administration.setEmailVerificationRequired(true)
      let invitation = try await auth.invite("new@example.com", to: team.id, as: team.owner)
      let token = try await auth.token(of: invitation)
      let weak = try await refusal { try await Self.accept(token, "weak", auth) }.violations
      #expect(Set(weak.map(\.field)) == ["password"])
      #expect(try await Self.accept(token, "Secret789", name: "Neu", auth).organizationName == "Team")
      let login = try await auth.login("new@example.com", password: "Secret789").message
      #expect(login.user.displayName == "Neu")
      #expect(try await auth.roles(of: .user(login.user.id)) == [team.id: "member"])
      #expect(try await reason { try await Self.accept(token, "Secret789", auth) } == "INVITATION_NOT_PENDING")
    }
  }

  @Test("who has an account gives its password", arguments: Engine.available)
  func known(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("stranger@example.com", to: team.id, as: team.owner)
      let token = try await auth.token(of: invitation)
      #expect(try await reason { try await Self.accept(token, "Wrong1234", auth) } == "INVALID_CREDENTIALS")
      #expect(try await auth.roles(of: team.stranger).isEmpty)
      try await Self.accept(token, AuthWorld.password, auth)
      #expect(try await auth.roles(of: team.stranger) == [team.id: "member"])
    }
  }

  @Test("a token that is not valid is worth nothing, whatever comes with it", arguments: Engine.available)
  func bad(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let team = try await Team(auth)
      let invitation = try await auth.invite("new@example.com", to: team.id, as: team.owner)
      let token = try await auth.token(of: invitation)
      #expect(try await reason { try await Self.accept("nonsense", "Secret789", auth) } == "INVITATION_NOT_FOUND")
      #expect(
        try await refusal { try await Self.accept("", "", auth) }.violations.map(\.field) == ["token", "password"])
      auth.clock.advance(by: Invitation.lifetime)
      #expect(try await reason { try await Self.accept(token, "Secret789", auth) } == "INVITATION_EXPIRED")
      #expect(
        try await reason { try await auth.login("new@example.com", password: "Secret789") } == "INVALID_CREDENTIALS")
    }
  }
}
